namespace SwiftDiffusion.Queue.Blobs;

/// <summary>A large value that is being read.</summary>
/// <param name="Content">Its bytes; whoever has them disposes them.</param>
/// <param name="SizeBytes">How many.</param>
public sealed record StoredFile(Stream Content, long SizeBytes);
