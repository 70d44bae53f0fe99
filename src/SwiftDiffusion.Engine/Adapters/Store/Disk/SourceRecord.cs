using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>What a source was when its store was last asked.</summary>
/// <param name="Sha256">What the file hashed to.</param>
/// <param name="Version">What to ask with next time.</param>
/// <param name="CheckedAt">When that was.</param>
internal sealed record SourceRecord(string Sha256, OriginVersion Version, DateTimeOffset CheckedAt);
