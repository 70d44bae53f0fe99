using SkiaSharp;
using SwiftDiffusion.Engine.Images.Containers;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Encoded bytes to pixels and back; with <see cref="ImageDecoder"/> the only user of SkiaSharp. All members may be called from any thread.
/// </summary>
public static class ImageCodec
{
    /// <summary>Longest parameters text that a JPEG can carry, in UTF-16 units; PNG and WebP know no such limit.</summary>
    public const int MaxJpegParametersChars = ExifUserComment.MaxCharsInJpeg;

    /// <summary>PNG text keyword of the web-UI world.</summary>
    private const string ParametersKeyword = "parameters";

    /// <summary>
    /// On a 512x512 render: one fixed filter and zlib level 2 take a fifth of the time of Skia's default (all filters, level 6)
    /// for 12 % more bytes.
    /// </summary>
    private static readonly SKPngEncoderOptions FastPng = new(SKPngEncoderFilterFlags.Paeth, zLibLevel: 2);

    /// <summary>
    /// Reads a PNG, JPEG, WebP, GIF (first frame) or BMP, known by its content, upright by its EXIF orientation. Colour profiles are not
    /// applied: the numbers in the file are the numbers out.
    /// </summary>
    /// <exception cref="ImageFormatException">Empty, unknown, truncated, corrupt, or larger than <paramref name="limits"/>.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> data, ImageLimits limits) => ImageDecoder.Decode(data, limits);

    /// <summary>Width and height of the upright picture, from its header alone.</summary>
    /// <exception cref="ImageFormatException">Empty, unknown, without a readable header, or larger than <paramref name="limits"/>.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> data, ImageLimits limits) => ImageDecoder.ReadSize(data, limits);

    /// <summary>Encodes a picture and, when given, the text it was made from.</summary>
    /// <param name="image">The picture; a JPEG ignores its alpha.</param>
    /// <param name="format">The container.</param>
    /// <param name="quality">0..100 for JPEG and WebP; a PNG is lossless.</param>
    /// <param name="parametersText">PNG: text chunk "parameters"; JPEG and WebP: EXIF UserComment. Must not contain U+0000.</param>
    /// <exception cref="ArgumentException">Quality out of range, a text that the format cannot carry, or sides beyond the format's limit.</exception>
    public static byte[] Encode(PixelImage image, ImageFormat format, int quality, string? parametersText)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (parametersText is not null && parametersText.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("must not contain U+0000", nameof(parametersText));
        if (format == ImageFormat.Jpeg && parametersText?.Length > MaxJpegParametersChars)
            throw new ArgumentException($"is longer than {MaxJpegParametersChars} characters", nameof(parametersText));

        byte[] encoded = EncodePixels(image, format, quality);
        return parametersText is null ? encoded : format switch
        {
            ImageFormat.Png => PngText.Insert(encoded, ParametersKeyword, parametersText),
            ImageFormat.Jpeg => JpegSegments.InsertExif(encoded, ExifUserComment.Write(parametersText)),
            _ => RiffChunks.InsertExif(encoded, ExifUserComment.Write(parametersText), image.Width, image.Height),
        };
    }

    /// <summary>The parameters text embedded in a PNG, JPEG or WebP, whoever wrote it; null when there is none.</summary>
    /// <exception cref="ImageFormatException">The bytes are no known image or are cut short.</exception>
    public static string? ReadParameters(ReadOnlySpan<byte> data) => ImageHeader.Read(data).Kind switch
    {
        ImageKind.Png => PngText.Read(data, ParametersKeyword),
        ImageKind.Jpeg => ExifUserComment.Read(JpegSegments.FindExif(data)),
        ImageKind.WebP => ExifUserComment.Read(RiffChunks.FindExif(data)),
        _ => null,
    };

    private static unsafe byte[] EncodePixels(PixelImage image, ImageFormat format, int quality)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, image.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        fixed (byte* pixels = image.Rgba)
        {
            using var pixmap = new SKPixmap(info, (nint)pixels, info.RowBytes);
            using var encoded = format switch
            {
                ImageFormat.Png => pixmap.Encode(FastPng),
                ImageFormat.Jpeg => pixmap.Encode(new SKJpegEncoderOptions(quality)),
                _ => pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)),
            };
            return encoded?.ToArray() ?? throw new ArgumentException($"{image.Width}x{image.Height} cannot be encoded as {format}", nameof(image));
        }
    }
}
