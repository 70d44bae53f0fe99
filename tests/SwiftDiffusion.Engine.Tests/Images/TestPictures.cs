using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Engine.Tests.Images;

/// <summary>Pictures by integer arithmetic alone, so that other programs can draw the very same ones.</summary>
internal static class TestPictures
{
    /// <summary>Disks and diamonds over wrapping ramps, with a little noise; <paramref name="seed"/> starts a 32-bit congruential generator.</summary>
    public static PixelImage Shapes(uint seed, int width, int height)
    {
        uint state = seed;
        var rgb = Ramps(width, height);
        for (int shape = 0; shape < 8; shape++)
        {
            int centerX = Next(width), centerY = Next(height), radius = 2 + Next(Math.Max(3, width >> 2));
            bool isDisk = Next(2) == 1;
            byte[] colour = [(byte)Next(256), (byte)Next(256), (byte)Next(256)];
            Fill(rgb, width, colour, (x, y) => isDisk
                ? ((x - centerX) * (x - centerX)) + ((y - centerY) * (y - centerY)) <= radius * radius
                : Math.Abs(x - centerX) + Math.Abs(y - centerY) <= radius);
        }

        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)Math.Min(255, rgb[i] + Next(24));
        return PixelImage.FromRgb(rgb, width, height);

        int Next(int limit)
        {
            state = (state * 1664525) + 1013904223;
            return (int)((state >> 8) % (uint)limit);
        }
    }

    /// <summary>A grey picture from a function of the position.</summary>
    public static PixelImage Grey(int width, int height, Func<int, int, byte> level)
    {
        var grey = new byte[width * height];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = level(i % width, i / width);
        return PixelImage.FromGrey(grey, width, height);
    }

    /// <summary>Red tells the column, green the row, and alpha has all levels.</summary>
    public static PixelImage Translucent(int width, int height)
    {
        var rgba = new byte[width * height * 4];
        for (int i = 0; i < rgba.Length; i += 4)
            (rgba[i], rgba[i + 1], rgba[i + 2], rgba[i + 3]) = ((byte)(i / 4 % width), (byte)(i / 4 / width), 77, (byte)(i / 4));
        return PixelImage.FromRgba(rgba, width, height);
    }

    /// <summary>FNV-1a, 32 bits.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte value in bytes)
            hash = (hash ^ value) * 16777619;
        return hash;
    }

    /// <summary>The bytes without alpha, <c>[h, w, 3]</c>.</summary>
    public static byte[] Rgb(PixelImage image) => [.. image.Rgba.ToArray().Where((_, i) => i % 4 != 3)];

    private static byte[] Ramps(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            int x = i % width, y = i / width;
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)((x * 3) + y), (byte)(y * 2), (byte)((x * y) >> 3));
        }

        return rgb;
    }

    private static void Fill(byte[] rgb, int width, byte[] colour, Func<int, int, bool> contains)
    {
        for (int i = 0; i < rgb.Length / 3; i++)
        {
            if (contains(i % width, i / width))
                colour.CopyTo(rgb, 3 * i);
        }
    }
}
