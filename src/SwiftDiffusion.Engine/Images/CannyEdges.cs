namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// The "canny" preprocessor (J. Canny, A Computational Approach to Edge Detection, 1986), without smoothing and with the arithmetic of OpenCV's
/// <c>Canny(grey, low, high, apertureSize=3, L2gradient=false)</c>: (1) grey, (2) Sobel gradients over a replicated border, (3) ridges of
/// |dx| + |dy|, (4) grown from strong to weak ones.
/// </summary>
public static class CannyEdges
{
    public const int DefaultLowThreshold = 100;
    public const int DefaultHighThreshold = 200;

    private const byte None = 0;
    private const byte Weak = 1;
    private const byte Strong = 255;

    // tan(22.5 degrees) in 15-bit fixed point; tan(67.5 degrees) is two more.
    private const int FixedBits = 15;
    private const int Tan22 = 13573;

    /// <summary>White edges on black, of the same size.</summary>
    /// <param name="image">Its alpha is ignored.</param>
    /// <param name="lowThreshold">A ridge must be steeper than this to continue an edge.</param>
    /// <param name="highThreshold">A ridge steeper than this begins one. |dx| + |dy| is at most 2040.</param>
    public static PixelImage Detect(PixelImage image, int lowThreshold = DefaultLowThreshold, int highThreshold = DefaultHighThreshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lowThreshold);
        ArgumentOutOfRangeException.ThrowIfLessThan(highThreshold, lowThreshold);
        var (width, height) = (image.Width, image.Height);
        byte[] grey = PaddedGrey(image);                                                          // 1
        var gradients = SobelGradients.Compute(grey, width, height);                              // 2
        var ridges = new byte[grey.Length];
        var begun = new Stack<int>();
        for (int y = 0; y < height; y++)                                                          // 3
            FindRidges(gradients, y, lowThreshold, highThreshold, ridges, begun);
        Grow(ridges, begun, gradients.Stride);                                                    // 4
        return ToImage(ridges, width, height);
    }

    /// <summary>
    /// 0.299 R + 0.587 G + 0.114 B in OpenCV's 15-bit fixed point (Pillow has 16 bits, <see cref="PixelImage.Luminance"/>; they differ by one
    /// level in about one pixel of a thousand), with a border of one repeated pixel: <c>[h + 2, w + 2]</c>.
    /// </summary>
    private static byte[] PaddedGrey(PixelImage image)
    {
        int stride = image.Width + 2;
        var grey = new byte[stride * (image.Height + 2)];
        var rgba = image.Rgba;
        for (int y = 0, from = 0; y < image.Height; y++)
        {
            var line = grey.AsSpan((y + 1) * stride, stride);
            for (int x = 1; x <= image.Width; x++, from += 4)
                line[x] = (byte)(((rgba[from] * 9798) + (rgba[from + 1] * 19235) + (rgba[from + 2] * 3735) + (1 << 14)) >> 15);
            line[0] = line[1];
            line[^1] = line[^2];
        }

        grey.AsSpan(stride, stride).CopyTo(grey);
        grey.AsSpan(image.Height * stride, stride).CopyTo(grey.AsSpan((image.Height + 1) * stride));
        return grey;
    }

    /// <summary>
    /// Keeps the pixels of row <paramref name="y"/> that no neighbour across the edge exceeds. On a plateau of two, the left or upper one stays;
    /// on a diagonal plateau neither does.
    /// </summary>
    private static void FindRidges(SobelGradients gradients, int y, int low, int high, byte[] ridges, Stack<int> begun)
    {
        int stride = gradients.Stride;
        ReadOnlySpan<short> steepness = gradients.Steepness;
        int end = ((y + 2) * stride) - 1;
        for (int at = ((y + 1) * stride) + 1; at < end; at++)
        {
            int here = steepness[at];
            if (here <= low)
                continue;
            int dx = gradients.Dx[at], dy = gradients.Dy[at];
            int steep = Math.Abs(dy) << FixedBits;
            int flat = Math.Abs(dx) * Tan22;
            bool isRidge;
            if (steep < flat)
                isRidge = here > steepness[at - 1] && here >= steepness[at + 1];
            else if (steep > flat + (Math.Abs(dx) << (FixedBits + 1)))
                isRidge = here > steepness[at - stride] && here >= steepness[at + stride];
            else
            {
                int across = (dx ^ dy) < 0 ? stride - 1 : stride + 1;
                isRidge = here > steepness[at - across] && here > steepness[at + across];
            }

            if (!isRidge)
                continue;
            ridges[at] = here > high ? Strong : Weak;
            if (here > high)
                begun.Push(at);
        }
    }

    /// <summary>A weak ridge that touches a strong one, corners included, becomes strong; the border of <paramref name="ridges"/> is never weak.</summary>
    private static void Grow(byte[] ridges, Stack<int> begun, int stride)
    {
        ReadOnlySpan<int> around = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
        while (begun.TryPop(out int at))
        {
            foreach (int step in around)
            {
                if (ridges[at + step] != Weak)
                    continue;
                ridges[at + step] = Strong;
                begun.Push(at + step);
            }
        }
    }

    private static PixelImage ToImage(byte[] ridges, int width, int height)
    {
        var edges = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            var line = ridges.AsSpan(((y + 1) * (width + 2)) + 1, width);
            line.Replace(Weak, None);
            line.CopyTo(edges.AsSpan(y * width));
        }

        return PixelImage.FromGrey(edges, width, height);
    }
}
