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
        using var codec = SKCodec.Create(encoded)
            ?? throw new ImageFormatException($"{header.Kind} is truncated or corrupt: its header cannot be read");
        // A file may state its size twice; the decoder's reading counts.
        new ImageHeader(header.Kind, codec.Info.Width, codec.Info.Height).RequireWithin(limits);
        var image = ReadPixels(codec, header.Kind);                                               // 4
        return ImageOrientation.Apply(image, codec.EncodedOrigin);                                // 5
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
