namespace SwiftDiffusion.Engine.Images;

/// <summary>Where a picture is repainted: <c>[1, h, w]</c>, 1 = repaint, 0 = keep, nothing in between.</summary>
public sealed class Mask
{
    private readonly float[] _values;

    private Mask(float[] values, int width, int height)
    {
        _values = values;
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary><c>[1, h, w]</c> of 0 and 1.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// White = repaint (diffusers, AUTOMATIC1111): the threshold is grey / 255 &gt;= 0.5 as VaeImageProcessor.binarize has it.
    /// Resize the picture before, not the mask after.
    /// </summary>
    public static Mask FromLuminance(PixelImage image) =>
        new(Array.ConvertAll(image.Luminance(), grey => grey >= 128 ? 1f : 0f), image.Width, image.Height);

    /// <summary>Transparent = repaint (OpenAI's edits), with the same threshold: alpha / 255 &lt; 0.5.</summary>
    public static Mask FromAlpha(PixelImage image) =>
        new(Array.ConvertAll(image.Alpha(), alpha => alpha >= 128 ? 0f : 1f), image.Width, image.Height);

    /// <summary>Whether any pixel is repainted.</summary>
    public bool IsEmpty => _values.AsSpan().IndexOf(1f) < 0;

    /// <summary>What was kept is repainted, and the other way round.</summary>
    public Mask Inverted() => new(Array.ConvertAll(_values, value => 1 - value), Width, Height);

    /// <summary>
    /// The mask at another size, usually that of the latents, by torch's <c>interpolate(mode="nearest")</c>: source = floor(target * scale),
    /// the scale being a single-precision quotient of the lengths.
    /// </summary>
    public Mask Reduce(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        float columnScale = (float)Width / width;
        float rowScale = (float)Height / height;
        var values = new float[width * height];
        for (int y = 0, to = 0; y < height; y++)
        {
            int row = Math.Min((int)(y * rowScale), Height - 1) * Width;
            for (int x = 0; x < width; x++, to++)
                values[to] = _values[row + Math.Min((int)(x * columnScale), Width - 1)];
        }

        return new Mask(values, width, height);
    }
}
