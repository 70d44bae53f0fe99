namespace SwiftDiffusion.Engine.Images;

/// <summary>What pictures can be encoded as.</summary>
public enum ImageFormat
{
    /// <summary>Lossless.</summary>
    Png,

    /// <summary>Lossy, without alpha.</summary>
    Jpeg,

    /// <summary>Lossy, with alpha.</summary>
    WebP,
}
