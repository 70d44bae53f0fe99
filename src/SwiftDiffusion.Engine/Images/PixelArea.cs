namespace SwiftDiffusion.Engine.Images;

/// <summary>A rectangle of a picture, in pixels.</summary>
public readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    /// <summary>
    /// The area around what a mask repaints, with <paramref name="padding"/> pixels on each side, then grown along one axis towards the
    /// proportions of <paramref name="width"/> x <paramref name="height"/> as far as the picture reaches. Null when nothing is repainted.
    /// </summary>
    public static PixelArea? Around(Mask mask, int padding, int width, int height)
    {
        int left = mask.Width, top = mask.Height, right = -1, bottom = -1;
        var values = mask.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            var (y, x) = Math.DivRem(i, mask.Width);
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }

        if (right < 0)
            return null;
        var (x0, spanX) = Within(left - padding, right + 1 + padding, mask.Width);
        var (y0, spanY) = Within(top - padding, bottom + 1 + padding, mask.Height);
        int wantedX = (int)Math.Ceiling((double)spanY * width / height), wantedY = (int)Math.Ceiling((double)spanX * height / width);
        (x0, spanX) = Grown(x0, spanX, wantedX, mask.Width);
        (y0, spanY) = Grown(y0, spanY, wantedY, mask.Height);
        return new PixelArea(x0, y0, spanX, spanY);
    }

    /// <summary>The pixels of the area as a picture of their own.</summary>
    public PixelImage Crop(PixelImage image)
    {
        var pixels = new uint[Width * Height];
        for (int y = 0; y < Height; y++)
            image.Pixels.Slice(((Top + y) * image.Width) + Left, Width).CopyTo(pixels.AsSpan(y * Width));
        return PixelImage.FromPixels(pixels, Width, Height);
    }

    /// <summary>The picture with another one in the area's place.</summary>
    public PixelImage Paste(PixelImage image, PixelImage patch)
    {
        var pixels = image.Pixels.ToArray();
        for (int y = 0; y < Height; y++)
            patch.Pixels.Slice(y * Width, Width).CopyTo(pixels.AsSpan(((Top + y) * image.Width) + Left));
        return PixelImage.FromPixels(pixels, image.Width, image.Height);
    }

    private static (int Start, int Length) Within(int start, int end, int whole) =>
        (Math.Max(start, 0), Math.Min(end, whole) - Math.Max(start, 0));

    private static (int Start, int Length) Grown(int start, int length, int wanted, int whole)
    {
        int grown = Math.Clamp(wanted, length, whole);
        return (Math.Clamp(start - ((grown - length) / 2), 0, whole - grown), grown);
    }
}
