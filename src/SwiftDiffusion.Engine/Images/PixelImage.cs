using System.Runtime.InteropServices;

namespace SwiftDiffusion.Engine.Images;

/// <summary>An immutable picture: 8 bits a channel, rows top down, RGBA with straight (not premultiplied) alpha.</summary>
public sealed class PixelImage
{
    private readonly byte[] _rgba;

    private PixelImage(byte[] rgba, int width, int height)
    {
        _rgba = rgba;
        Width = width;
        Height = height;
        IsOpaque = AllOpaque(rgba);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>No pixel is transparent; a picture without an alpha channel always is opaque.</summary>
    public bool IsOpaque { get; }

    /// <summary>The bytes, <c>[h, w, 4]</c>.</summary>
    public ReadOnlySpan<byte> Rgba => _rgba;

    /// <summary>One unsigned integer a pixel, red in the lowest byte: <c>[h, w]</c>.</summary>
    internal ReadOnlySpan<uint> Pixels => MemoryMarshal.Cast<byte, uint>(_rgba);

    /// <summary>Copies <c>[h, w, 4]</c> bytes.</summary>
    public static PixelImage FromRgba(ReadOnlySpan<byte> rgba, int width, int height)
    {
        RequireLength(rgba.Length, 4, width, height);
        return new PixelImage(rgba.ToArray(), width, height);
    }

    /// <summary>Copies <c>[h, w, 3]</c> bytes; every pixel becomes opaque.</summary>
    public static PixelImage FromRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        RequireLength(rgb.Length, 3, width, height);
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        return new PixelImage(rgba, width, height);
    }

    /// <summary>Copies <c>[h, w]</c> bytes into red, green and blue alike.</summary>
    public static PixelImage FromGrey(ReadOnlySpan<byte> grey, int width, int height)
    {
        RequireLength(grey.Length, 1, width, height);
        var pixels = new uint[grey.Length];
        for (int i = 0; i < grey.Length; i++)
            pixels[i] = 0xFF000000u | (grey[i] * 0x010101u);
        return FromPixels(pixels, width, height);
    }

    /// <summary>
    /// The VAE's output as a picture, rounded as diffusers does (VaeImageProcessor.denormalize, numpy_to_pil):
    /// clamp(x / 2 + 0.5, 0, 1) * 255, halves to even. A NaN becomes 0.
    /// </summary>
    /// <param name="planar"><c>[3, h, w]</c> in [-1,1].</param>
    /// <param name="width">w</param>
    /// <param name="height">h</param>
    public static PixelImage FromPlanar(ReadOnlySpan<float> planar, int width, int height)
    {
        RequireLength(planar.Length, 3, width, height);
        int count = planar.Length / 3;
        var red = planar[..count];
        var green = planar.Slice(count, count);
        var blue = planar[(2 * count)..];
        var pixels = new uint[count];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = 0xFF000000u | ((uint)Quantize(blue[i]) << 16) | ((uint)Quantize(green[i]) << 8) | Quantize(red[i]);
        return FromPixels(pixels, width, height);
    }

    /// <summary>The colours as <c>[3, h, w]</c>; alpha is dropped and hides nothing.</summary>
    public float[] ToPlanar(PixelRange range)
    {
        var planar = new float[3 * Width * Height];
        CopyPlanar(range, planar);
        return planar;
    }

    /// <summary>Writes what <see cref="ToPlanar"/> returns into <paramref name="target"/> of at least 3 * w * h elements.</summary>
    public void CopyPlanar(PixelRange range, Span<float> target)
    {
        int count = Width * Height;
        var red = target[..count];
        var green = target.Slice(count, count);
        var blue = target.Slice(2 * count, count);
        Span<float> levels = stackalloc float[256];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = range == PixelRange.ZeroToOne ? i / 255f : (2f * (i / 255f)) - 1f;
        var pixels = Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            red[i] = levels[(byte)pixels[i]];
            green[i] = levels[(byte)(pixels[i] >> 8)];
            blue[i] = levels[(byte)(pixels[i] >> 16)];
        }
    }

    /// <summary>The alpha channel, <c>[h, w]</c>.</summary>
    public byte[] Alpha()
    {
        var alpha = new byte[Width * Height];
        for (int i = 0; i < alpha.Length; i++)
            alpha[i] = _rgba[(4 * i) + 3];
        return alpha;
    }

    /// <summary>Grey levels <c>[h, w]</c> with the ITU-R 601 weights in 16-bit fixed point, as Pillow's mode "L".</summary>
    public byte[] Luminance()
    {
        var grey = new byte[Width * Height];
        for (int i = 0, at = 0; i < grey.Length; i++, at += 4)
            grey[i] = (byte)(((_rgba[at] * 19595) + (_rgba[at + 1] * 38470) + (_rgba[at + 2] * 7471) + 0x8000) >> 16);
        return grey;
    }

    /// <summary>Wraps fresh bytes <c>[h, w, 4]</c> without a copy; the caller gives them away.</summary>
    internal static PixelImage Adopt(byte[] rgba, int width, int height)
    {
        RequireLength(rgba.Length, 4, width, height);
        return new PixelImage(rgba, width, height);
    }

    internal static PixelImage FromPixels(ReadOnlySpan<uint> pixels, int width, int height) =>
        FromRgba(MemoryMarshal.AsBytes(pixels), width, height);

    private static byte Quantize(float value) => (byte)MathF.Round(Math.Clamp((value / 2f) + 0.5f, 0f, 1f) * 255f);

    private static bool AllOpaque(ReadOnlySpan<byte> rgba)
    {
        uint all = uint.MaxValue;
        foreach (uint pixel in MemoryMarshal.Cast<byte, uint>(rgba))
            all &= pixel;
        return all >> 24 == byte.MaxValue;
    }

    private static void RequireLength(int length, int channels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (length != (long)channels * width * height)
            throw new ArgumentException($"{length} elements do not fill {width}x{height} pixels of {channels} channels");
    }
}
