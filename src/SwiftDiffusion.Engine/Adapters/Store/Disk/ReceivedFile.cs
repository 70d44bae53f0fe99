using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>A file that has arrived whole, not yet looked into.</summary>
/// <param name="Path">Where it lies for now.</param>
/// <param name="Sha256">What it hashes to.</param>
/// <param name="Version">What to ask with next time.</param>
internal sealed record ReceivedFile(string Path, string Sha256, OriginVersion Version);
