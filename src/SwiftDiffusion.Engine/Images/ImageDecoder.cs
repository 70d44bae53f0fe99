using SkiaSharp;
using SwiftDiffusion.Engine.Images.Containers;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Untrusted bytes to pixels: (1) kind and size from the header, (2) the size against the limit, (3) the container checked where the native
/// decoder is lenient, (4) pixels, all or nothing, (5) EXIF orientation.
/// </summary>
internal static class ImageDecoder
{
    public static PixelImage Decode(ReadOnlySpan<byte> data, ImageLimits limits)
    {
        var header = ImageHeader.Read(data);                                                      // 1
        header.RequireWithin(limits);                                                             // 2
        if (header.Kind == ImageKind.Png)                                                         // 3
            PngChunks.RequireIntact(data);

        using var encoded = SKData.CreateCopy(data);
        using var codec = OpenWithin(limits, header.Kind, encoded);
        var image = ReadPixels(codec, header.Kind);                                               // 4
        return ImageOrientation.Apply(image, codec.EncodedOrigin);                                // 5
    }

    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> data, ImageLimits limits)
    {
        var header = ImageHeader.Read(data);
        header.RequireWithin(limits);
        using var encoded = SKData.CreateCopy(data);
        using var codec = OpenWithin(limits, header.Kind, encoded);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        return ImageOrientation.IsTransposed(codec.EncodedOrigin) ? (height, width) : (width, height);
    }

    /// <summary>A file may state its size twice; the decoder's reading counts.</summary>
    private static SKCodec OpenWithin(ImageLimits limits, ImageKind kind, SKData encoded)
    {
        var codec = SKCodec.Create(encoded) ?? throw new ImageFormatException($"{kind} is truncated or corrupt: its header cannot be read");
        try
        {
            new ImageHeader(kind, codec.Info.Width, codec.Info.Height).RequireWithin(limits);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private static unsafe PixelImage ReadPixels(SKCodec codec, ImageKind kind)
    {
        var alpha = codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha);
        var rgba = new byte[info.BytesSize];
        fixed (byte* pixels = rgba)
        {
            var result = codec.GetPixels(info, (nint)pixels);
            if (result != SKCodecResult.Success)
                throw new ImageFormatException($"{kind} is truncated or corrupt: its pixels cannot be read ({result})");
        }

        return PixelImage.Adopt(rgba, info.Width, info.Height);
    }
}
