namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>The figures of a set of values. Percentiles are exact: the smallest value that is not below the share p of all (nearest rank).</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">0 for none, as all others.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Greatest.</param>
internal sealed record Distribution(int Count, double Mean, double P50, double P90, double P95, double P99, double Max)
{
    public static Distribution Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return new Distribution(
            ordered.Length, ordered.DefaultIfEmpty().Average(),
            Percentile(ordered, 0.5), Percentile(ordered, 0.9), Percentile(ordered, 0.95), Percentile(ordered, 0.99), Percentile(ordered, 1));
    }

    /// <summary>Nearest rank; 0 for no values.</summary>
    public static double Percentile(IReadOnlyList<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1)];
}
