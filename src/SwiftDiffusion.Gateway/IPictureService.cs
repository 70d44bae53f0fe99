using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway;

/// <summary>What the gateway must know of pictures without making any. Quick, and needs no device.</summary>
public interface IPictureService
{
    /// <summary>Size of the upright picture, from its header: what is no picture, or too many pixels, is refused before it is decoded.</summary>
    PictureAnswer<PictureSize> Measure(ReadOnlyMemory<byte> picture);

    /// <summary>The text from which the picture was made, as embedded in it; null when there is none.</summary>
    PictureAnswer<string?> ReadParameters(ReadOnlyMemory<byte> picture);

    /// <summary>The picture's edges, white on black, as a PNG: what <see cref="ControlPreprocessor.Canny"/> shows a ControlNet.</summary>
    PictureAnswer<byte[]> DrawEdges(ReadOnlyMemory<byte> picture, CannyThresholds thresholds, EdgeSize size);
}

/// <summary>The answer, or what is wrong with the picture as a phrase for its sender.</summary>
public sealed record PictureAnswer<T>(T? Value, string? Problem);

/// <summary>Pixels.</summary>
public readonly record struct PictureSize(int Width, int Height);
