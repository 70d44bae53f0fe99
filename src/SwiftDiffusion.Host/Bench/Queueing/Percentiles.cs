namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>How a duration is distributed.</summary>
/// <param name="Count">Measured values.</param>
/// <param name="P50Seconds">Half are at most this.</param>
/// <param name="P99Seconds">99 of 100 are at most this.</param>
/// <param name="MaxSeconds">The longest.</param>
internal sealed record Percentiles(int Count, double P50Seconds, double P99Seconds, double MaxSeconds)
{
    /// <summary>Nearest-rank percentiles of at least one value.</summary>
    public static Percentiles Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return new Percentiles(sorted.Length, At(sorted, 0.5), At(sorted, 0.99), sorted[^1]);
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
