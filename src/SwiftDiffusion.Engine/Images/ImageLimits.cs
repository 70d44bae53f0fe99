namespace SwiftDiffusion.Engine.Images;

/// <summary>What a decoder may spend on one image; a few bytes can claim gigapixels.</summary>
/// <param name="maxPixels">Largest width * height; at 4 bytes a pixel it must fit one array.</param>
public sealed class ImageLimits(long maxPixels)
{
    /// <summary>4096 x 4096 pixels: 64 MiB decoded.</summary>
    public static ImageLimits Default { get; } = new(4096L * 4096);

    /// <summary>Largest width * height.</summary>
    public long MaxPixels { get; } = maxPixels is > 0 and <= int.MaxValue / 4
        ? maxPixels
        : throw new ArgumentOutOfRangeException(nameof(maxPixels), maxPixels, $"expected 1..{int.MaxValue / 4}");
}
