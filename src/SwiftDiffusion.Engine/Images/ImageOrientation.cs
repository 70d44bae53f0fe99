using SkiaSharp;

namespace SwiftDiffusion.Engine.Images;

/// <summary>Turns a picture upright. Origin names say where the first row and the first column belong (TIFF 6.0, tag 274).</summary>
internal static class ImageOrientation
{
    /// <summary>Whether rows of the file are columns of the picture.</summary>
    public static bool IsTransposed(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    public static PixelImage Apply(PixelImage image, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
            return image;
        bool isTransposed = IsTransposed(origin);
        bool fromRight = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        bool fromBottom = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;

        int width = isTransposed ? image.Height : image.Width;
        int height = isTransposed ? image.Width : image.Height;
        var source = image.Pixels;
        var pixels = new uint[source.Length];
        for (int y = 0, to = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, to++)
            {
                var (column, row) = isTransposed ? (y, x) : (x, y);
                column = fromRight ? image.Width - 1 - column : column;
                row = fromBottom ? image.Height - 1 - row : row;
                pixels[to] = source[(row * image.Width) + column];
            }
        }

        return PixelImage.FromPixels(pixels, width, height);
    }
}
