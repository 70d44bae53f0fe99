using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>Whether a run's figures say something about the server.</summary>
/// <param name="IsValid">False when they tell of the generator, or of nothing.</param>
/// <param name="Reason">Why not; null when valid.</param>
internal sealed record Validity(bool IsValid, string? Reason)
{
    /// <summary>Below this share of the median latency a lag changes no conclusion.</summary>
    private const double MostLagShare = 0.05;

    /// <param name="records">Without the warm-up.</param>
    /// <param name="maxLagMs">A generator later than this, for one request in a hundred, disturbs what it measures.</param>
    public static Validity Of(IReadOnlyList<RequestRecord> records, double maxLagMs)
    {
        if (records.Count == 0)
            return new Validity(false, "No request was sent after the warm-up.");
        if (records.Count(record => record.Outcome == Outcome.NotSent) is > 0 and var unsent)
            return new Validity(false, $"The generator could not keep up: {unsent} requests were not sent because too many were open.");
        var latency = Distribution.Of(records.Where(record => record.Outcome == Outcome.Completed).Select(record => record.LatencyMs));
        if (latency.Count == 0)
            return new Validity(false, "No request was completed.");
        double lag = Distribution.Of(records.Select(record => record.LagMs)).P99;
        double allowed = Math.Max(maxLagMs, MostLagShare * latency.P50);
        return lag <= allowed
            ? new Validity(true, null)
            : new Validity(false, FormattableString.Invariant($"The generator could not keep up: its send lag is {lag:0} ms at the 99th percentile, allowed are {allowed:0} ms (--max-lag)."));
    }
}
