namespace SwiftDiffusion.Queue.Jobs;

/// <summary>Open jobs of one API key.</summary>
public sealed record KeyTotals(string ApiKeyId, long Waiting, long Running);
