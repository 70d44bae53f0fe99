namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Puts the source picture's own pixels back where a mask keeps them, since decoded latents only resemble them, and fades between kept and
/// repainted pixels.
/// </summary>
public static class MaskOverlay
{
    // As many standard deviations to each side; what lies beyond weighs under 1.3 %.
    private const double Reach = 2.5;

    /// <summary>The painted picture's share of every pixel, <c>[h, w]</c> in 0..1: the mask under a Gaussian, its border repeated.</summary>
    /// <param name="mask">1 repaints.</param>
    /// <param name="blur">Standard deviation in pixels; 0 leaves the mask's hard edge.</param>
    public static float[] Share(Mask mask, double blur)
    {
        var share = mask.Values.ToArray();
        int radius = RadiusOf(blur);
        if (radius == 0)
            return share;
        float[] kernel = Gaussian(blur, radius);
        var rows = new float[share.Length];
        Filter(share, rows, mask.Height, mask.Width, mask.Width, 1, kernel);
        Filter(rows, share, mask.Width, mask.Height, 1, mask.Width, kernel);
        return share;
    }

    /// <summary>How many pixels a fade reaches beyond the mask's edge.</summary>
    public static int RadiusOf(double blur) => (int)((Reach * blur) + 0.5);

    /// <summary>kept + share · (painted - kept), rounded; opaque. All three have one size.</summary>
    public static PixelImage Blend(PixelImage kept, PixelImage painted, ReadOnlySpan<float> share)
    {
        ReadOnlySpan<byte> from = kept.Rgba, to = painted.Rgba;
        var rgba = new byte[from.Length];
        for (int i = 0, at = 0; i < share.Length; i++, at += 4)
        {
            for (int channel = at; channel < at + 3; channel++)
                rgba[channel] = (byte)MathF.Round(from[channel] + (share[i] * (to[channel] - from[channel])));
            rgba[at + 3] = byte.MaxValue;
        }

        return PixelImage.Adopt(rgba, kept.Width, kept.Height);
    }

    private static float[] Gaussian(double blur, int radius)
    {
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(x => Math.Exp(-x * (double)x / (2 * blur * blur)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    /// <summary>Convolves every line of a plane along one axis.</summary>
    private static void Filter(float[] from, float[] to, int lines, int length, int lineStride, int stride, float[] kernel)
    {
        int radius = kernel.Length / 2;
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < length; i++)
            {
                float sum = 0;
                for (int k = 0; k < kernel.Length; k++)
                    sum += kernel[k] * from[(line * lineStride) + (Math.Clamp(i + k - radius, 0, length - 1) * stride)];
                to[(line * lineStride) + (i * stride)] = Math.Min(sum, 1);
            }
        }
    }
}
