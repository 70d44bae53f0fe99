using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests;

/// <summary>Takes <see cref="Samples.PngOf"/> at its word; any other picture is 64x64.</summary>
internal sealed class FakePictureService : IPictureService
{
    public const int TooLarge = 60_000;

    public PictureAnswer<PictureSize> Measure(ReadOnlyMemory<byte> picture)
    {
        var bytes = picture.Span;
        var size = bytes.Length == 12 ? new PictureSize((bytes[8] << 8) | bytes[9], (bytes[10] << 8) | bytes[11]) : new PictureSize(64, 64);
        return size.Width >= TooLarge ? new PictureAnswer<PictureSize>(default, "too many pixels") : new PictureAnswer<PictureSize>(size, null);
    }

    public PictureAnswer<string?> ReadParameters(ReadOnlyMemory<byte> picture) => new(Parameters, null);

    public PictureAnswer<byte[]> DrawEdges(ReadOnlyMemory<byte> picture, CannyThresholds thresholds, EdgeSize size)
    {
        LastEdges = (thresholds, size);
        return new PictureAnswer<byte[]>([.. "edges"u8], null);
    }

    /// <summary>What pictures say they were made from.</summary>
    public string? Parameters { get; set; }

    public (CannyThresholds Thresholds, EdgeSize Size)? LastEdges { get; private set; }
}
