namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// How long to wait between attempts: first · 2^n, at most the longest wait, and of that a random part between one half and all, so that many
/// who were turned away together do not come back together. Pure.
/// </summary>
internal static class RetryDelays
{
    /// <param name="failures">Attempts that have failed, at least 1.</param>
    /// <param name="first">Wait after the first one.</param>
    /// <param name="longest">Bound on every wait.</param>
    /// <param name="asked">What the store asked for; kept to as far as the longest wait goes.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest, TimeSpan? asked, double random)
    {
        double doubled = Math.Min(first.TotalSeconds * Math.Pow(2, failures - 1), longest.TotalSeconds);
        double wait = doubled * (1 + random) / 2;
        return TimeSpan.FromSeconds(Math.Min(Math.Max(wait, asked?.TotalSeconds ?? 0), longest.TotalSeconds));
    }
}
