namespace SwiftDiffusion.Engine.Generation;

/// <summary>A request that this model cannot fulfil; the message says why and what would do.</summary>
public sealed class ImageRequestException(string message) : Exception(message);
