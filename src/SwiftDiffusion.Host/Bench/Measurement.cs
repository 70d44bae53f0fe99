namespace SwiftDiffusion.Host.Bench;

/// <summary>How long something took.</summary>
/// <param name="Name">What.</param>
/// <param name="Rows">Batch lines, where that matters.</param>
/// <param name="MinSeconds">Shortest run, which noise of the machine touches least.</param>
/// <param name="MedianSeconds">Median of the runs.</param>
/// <param name="Runs">Measured runs.</param>
internal sealed record Measurement(string Name, int? Rows, double MinSeconds, double MedianSeconds, int Runs)
{
    /// <summary>Statistics over the seconds of one or more runs.</summary>
    public static Measurement Of(string name, int? rows, IReadOnlyCollection<double> seconds) =>
        new(name, rows, seconds.Min(), Median(seconds), seconds.Count);

    /// <summary>The middle one; the mean of the middle two of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Of the values' mean; 0 for a single one.</summary>
    public static double StandardError(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1) / values.Count);
    }
}
