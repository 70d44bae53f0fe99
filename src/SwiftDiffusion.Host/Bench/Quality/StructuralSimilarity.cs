using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>
/// SSIM (Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment: from error visibility to structural similarity") of two pictures' luminance: Gaussian windows
/// of 11x11 with a deviation of 1.5, wholly inside the picture, C1 = (0.01 · 255)², C2 = (0.03 · 255)². 1 for equal pictures.
/// </summary>
internal static class StructuralSimilarity
{
    private const int Window = 11;
    private const double Deviation = 1.5;
    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    private static readonly double[] Weights = Gaussian();

    /// <summary>Mean over all windows.</summary>
    /// <exception cref="ArgumentException">The pictures differ in size, or are smaller than a window.</exception>
    public static double Of(PixelImage first, PixelImage second)
    {
        if (first.Width != second.Width || first.Height != second.Height || first.Width < Window || first.Height < Window)
            throw new ArgumentException($"Pictures of {first.Width}x{first.Height} and {second.Width}x{second.Height} cannot be compared; expected one size of at least {Window}x{Window}.");
        double[] x = Array.ConvertAll(first.Luminance(), level => (double)level), y = Array.ConvertAll(second.Luminance(), level => (double)level);
        double[] Mean(Func<double, double, double> of) => Blur([.. x.Zip(y, of)], first.Width, first.Height);
        double[] meanX = Mean((a, _) => a), meanY = Mean((_, b) => b), meanXX = Mean((a, _) => a * a), meanYY = Mean((_, b) => b * b), meanXY = Mean((a, b) => a * b);
        return Enumerable.Range(0, meanX.Length).Average(i =>
        {
            double varianceX = meanXX[i] - (meanX[i] * meanX[i]), varianceY = meanYY[i] - (meanY[i] * meanY[i]), covariance = meanXY[i] - (meanX[i] * meanY[i]);
            double luminance = ((2 * meanX[i] * meanY[i]) + C1) / ((meanX[i] * meanX[i]) + (meanY[i] * meanY[i]) + C1);
            return luminance * ((2 * covariance) + C2) / (varianceX + varianceY + C2);
        });
    }

    /// <summary>[height, width] to [height - 10, width - 10], rows first.</summary>
    private static double[] Blur(double[] values, int width, int height)
    {
        int outWidth = width - Window + 1, outHeight = height - Window + 1;
        var rows = new double[height * outWidth];
        for (int i = 0; i < rows.Length; i++)
        {
            int start = (i / outWidth * width) + (i % outWidth);
            for (int k = 0; k < Window; k++)
                rows[i] += Weights[k] * values[start + k];
        }

        var blurred = new double[outHeight * outWidth];
        for (int i = 0; i < blurred.Length; i++)
        {
            for (int k = 0; k < Window; k++)
                blurred[i] += Weights[k] * rows[i + (k * outWidth)];
        }

        return blurred;
    }

    private static double[] Gaussian()
    {
        double[] weights = [.. Enumerable.Range(-(Window / 2), Window).Select(offset => Math.Exp(-offset * offset / (2 * Deviation * Deviation)))];
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
