using System.Buffers.Binary;
using System.Text;
using SwiftDiffusion.Engine.Images.Containers;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Kind and size of an image, read from its first bytes in managed code: nothing reaches the native decoder before its size is known
/// and allowed. Senders' file names and media types are never looked at.
/// </summary>
internal readonly record struct ImageHeader(ImageKind Kind, long Width, long Height)
{
    private const string Accepted = "accepted are PNG, JPEG, WebP, GIF and BMP";

    /// <exception cref="ImageFormatException">The kind is unknown or the header is cut short.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> data)
    {
        var kind = Sniff(data) ?? throw new ImageFormatException(data.IsEmpty
            ? $"the image is empty (0 bytes); {Accepted}"
            : $"not a known image: begins with {Describe(data)}; {Accepted}");
        var (width, height) = kind switch
        {
            ImageKind.Png => PngChunks.ReadSize(data),
            ImageKind.Jpeg => JpegSegments.ReadSize(data),
            ImageKind.WebP => RiffChunks.ReadSize(data),
            ImageKind.Gif => ReadGifSize(data),
            _ => ReadBmpSize(data),
        };
        return new ImageHeader(kind, width, height);
    }

    /// <exception cref="ImageFormatException">No pixels, or more than the limit.</exception>
    public void RequireWithin(ImageLimits limits)
    {
        if (Width <= 0 || Height <= 0)
            throw new ImageFormatException($"{Kind} is {Width}x{Height}, it has no pixels");
        if ((UInt128)Width * (UInt128)Height > (UInt128)limits.MaxPixels)
            throw new ImageFormatException($"{Kind} is {Width}x{Height}; at most {limits.MaxPixels} pixels are accepted");
    }

    private static ImageKind? Sniff(ReadOnlySpan<byte> data) => data switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageKind.Png,
        [0xFF, 0xD8, 0xFF, ..] => ImageKind.Jpeg,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageKind.WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageKind.Gif,
        [(byte)'B', (byte)'M', ..] => ImageKind.Bmp,
        _ => null,
    };

    private static (long Width, long Height) ReadGifSize(ReadOnlySpan<byte> data)
    {
        if (data.Length < 10)
            throw new ImageFormatException($"Gif is truncated: {data.Length} bytes do not hold a header");
        return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), BinaryPrimitives.ReadUInt16LittleEndian(data[8..]));
    }

    /// <summary>After the 14-byte file header: OS/2's 12-byte header has 16-bit sizes, all later ones 32-bit; a negative height means top down.</summary>
    private static (long Width, long Height) ReadBmpSize(ReadOnlySpan<byte> data)
    {
        if (data.Length < 26)
            throw new ImageFormatException($"Bmp is truncated: {data.Length} bytes do not hold a header");
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[14..]) == 12)
            return (BinaryPrimitives.ReadUInt16LittleEndian(data[18..]), BinaryPrimitives.ReadUInt16LittleEndian(data[20..]));
        return (BinaryPrimitives.ReadInt32LittleEndian(data[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(data[22..])));
    }

    private static string Describe(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder("'");
        foreach (byte value in data[..Math.Min(data.Length, 12)])
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        return text.Append("' (").Append(Convert.ToHexString(data[..Math.Min(data.Length, 12)])).Append(')').ToString();
    }
}
