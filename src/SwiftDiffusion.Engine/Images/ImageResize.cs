namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Resampling to an exact size. The filter is Pillow's Lanczos, which is what diffusers resizes with: it widens with the reduction, so that a
/// photo shrunk eightfold does not flicker with aliases as Skia's fixed-width kernels do.
/// </summary>
public static class ImageResize
{
    /// <summary>
    /// A picture of exactly <paramref name="width"/> x <paramref name="height"/>; the same object when it has that size already.
    /// Alpha is resampled like a colour, without premultiplying: a mask in it must not darken what it covers.
    /// </summary>
    public static PixelImage Resize(PixelImage image, int width, int height, ResizeMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (image.Width == width && image.Height == height)
            return image;
        return mode switch
        {
            ResizeMode.Stretch => Resample(image, new AxisRange(0, image.Width), new AxisRange(0, image.Height), width, height),
            ResizeMode.Cover => Cover(image, width, height),
            _ => Contain(image, width, height),
        };
    }

    private static PixelImage Cover(PixelImage image, int width, int height)
    {
        double reduction = Math.Min((double)image.Width / width, (double)image.Height / height);
        return Resample(image, AxisRange.Centred(image.Width, width * reduction), AxisRange.Centred(image.Height, height * reduction), width, height);
    }

    private static PixelImage Contain(PixelImage image, int width, int height)
    {
        double scale = Math.Min((double)width / image.Width, (double)height / image.Height);
        int innerWidth = Math.Clamp((int)Math.Round(image.Width * scale), 1, width);
        int innerHeight = Math.Clamp((int)Math.Round(image.Height * scale), 1, height);
        var inner = Resize(image, innerWidth, innerHeight, ResizeMode.Stretch).Pixels;
        var pixels = new uint[width * height];
        Array.Fill(pixels, 0xFF000000u);
        int at = ((height - innerHeight) / 2 * width) + ((width - innerWidth) / 2);
        for (int y = 0; y < innerHeight; y++)
            inner.Slice(y * innerWidth, innerWidth).CopyTo(pixels.AsSpan(at + (y * width)));
        return PixelImage.FromPixels(pixels, width, height);
    }

    /// <summary>Rows first, then columns, rounded to 8 bits in between, as Pillow does.</summary>
    private static PixelImage Resample(PixelImage image, AxisRange columns, AxisRange rows, int width, int height)
    {
        var narrowed = new uint[width * image.Height];
        new LanczosFilter(image.Width, columns, width).FilterRows(image.Pixels, narrowed, image.Height);
        var pixels = new uint[width * height];
        new LanczosFilter(image.Height, rows, height).FilterColumns(narrowed, pixels, width);
        return PixelImage.FromPixels(pixels, width, height);
    }
}
