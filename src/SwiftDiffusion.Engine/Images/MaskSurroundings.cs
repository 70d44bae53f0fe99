namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// Fills what a mask repaints with the colours around it: known pixels are averaged to ever smaller pictures, and each unknown pixel takes its
/// colour from the largest of them that knows one (pull-push; Gortler et al., The Lumigraph, 1996, section 3.5).
/// </summary>
public static class MaskSurroundings
{
    /// <summary>The picture with its masked part filled; unchanged when the mask leaves nothing to take colours from.</summary>
    public static PixelImage Fill(PixelImage image, Mask mask)
    {
        var plane = new Plane(new float[4 * mask.Values.Length], image.Width, image.Height);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] != 0)
                continue;
            for (int channel = 0; channel < 3; channel++)
                plane.Values[(4 * i) + channel] = image.Rgba[(4 * i) + channel];
            plane.Values[(4 * i) + 3] = 1;
        }

        Fill(plane);
        return plane.Values[3] == 0 ? image : ToImage(plane);
    }

    /// <summary>Four values a pixel: a colour, and whether it is known.</summary>
    private readonly record struct Plane(float[] Values, int Width, int Height);

    private static void Fill(Plane plane)
    {
        if (plane is { Width: 1, Height: 1 })
            return;
        var half = Half(plane);
        Fill(half);
        for (int i = 0; i < plane.Width * plane.Height; i++)
        {
            if (plane.Values[(4 * i) + 3] == 0)
                half.Values.AsSpan(4 * ((i / plane.Width / 2 * half.Width) + (i % plane.Width / 2)), 4).CopyTo(plane.Values.AsSpan(4 * i));
        }
    }

    /// <summary>Averages the known among each 2x2 pixels.</summary>
    private static Plane Half(Plane plane)
    {
        var half = new Plane(new float[4 * ((plane.Width + 1) / 2) * ((plane.Height + 1) / 2)], (plane.Width + 1) / 2, (plane.Height + 1) / 2);
        for (int i = 0; i < plane.Width * plane.Height; i++)
        {
            if (plane.Values[(4 * i) + 3] == 0)
                continue;
            int to = 4 * ((i / plane.Width / 2 * half.Width) + (i % plane.Width / 2));
            for (int channel = 0; channel < 4; channel++)
                half.Values[to + channel] += plane.Values[(4 * i) + channel];
        }

        for (int at = 0; at < half.Values.Length; at += 4)
        {
            float known = half.Values[at + 3];
            for (int channel = 0; channel < 4 && known > 0; channel++)
                half.Values[at + channel] /= known;
        }

        return half;
    }

    private static PixelImage ToImage(Plane plane)
    {
        byte[] rgba = Array.ConvertAll(plane.Values, value => (byte)MathF.Round(value));
        for (int at = 3; at < rgba.Length; at += 4)
            rgba[at] = byte.MaxValue;
        return PixelImage.Adopt(rgba, plane.Width, plane.Height);
    }
}
