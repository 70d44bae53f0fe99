using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Analysis;

/// <summary>How unevenly requests arrive.</summary>
/// <param name="RatePerSecond">Requests over duration.</param>
/// <param name="GapVariation">Standard deviation of the gaps over their mean; 1 for a Poisson process.</param>
/// <param name="GapMedianSeconds">Median gap.</param>
/// <param name="Windows">The same at several scales.</param>
internal sealed record Burstiness(double RatePerSecond, double GapVariation, double GapMedianSeconds, IReadOnlyList<BurstWindow> Windows)
{
    private static readonly double[] WindowSeconds = [1, 10, 60, 600, 3600];

    /// <param name="requests">At least one, ordered by arrival.</param>
    public static Burstiness Of(IReadOnlyList<TraceRequest> requests)
    {
        double[] times = [.. requests.Select(request => request.At.TotalSeconds)];
        double[] gaps = [.. times.Zip(times.Skip(1), (before, after) => after - before).Order()];
        double seconds = times[^1] - times[0];
        return new Burstiness(
            seconds > 0 ? gaps.Length / seconds : 0,
            Variation(gaps),
            gaps.Length == 0 ? 0 : gaps[gaps.Length / 2],
            [.. WindowSeconds.Where(window => window * 2 <= seconds).Select(window => BurstWindow.Of(times, window))]);
    }

    private static double Variation(double[] gaps)
    {
        double mean = gaps.DefaultIfEmpty().Average();
        return mean > 0 ? Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean : 0;
    }
}

/// <summary>Requests counted in windows of one length.</summary>
/// <param name="Seconds">Length.</param>
/// <param name="PeakPerSecond">Rate in the fullest window.</param>
/// <param name="PeakToMean">That over the mean rate.</param>
/// <param name="Dispersion">Variance of the counts over their mean (index of dispersion); 1 for a Poisson process.</param>
internal sealed record BurstWindow(double Seconds, double PeakPerSecond, double PeakToMean, double Dispersion)
{
    /// <summary>Whole windows only: the last, partial one would look empty.</summary>
    public static BurstWindow Of(double[] times, double seconds)
    {
        var counts = new int[(int)((times[^1] - times[0]) / seconds)];
        foreach (double time in times)
        {
            int window = (int)((time - times[0]) / seconds);
            if (window < counts.Length)
                counts[window]++;
        }

        double mean = counts.Average();
        double variance = counts.Average(count => (count - mean) * (count - mean));
        return new BurstWindow(seconds, counts.Max() / seconds, counts.Max() / mean, variance / mean);
    }
}
