using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>Makes attempts at a transfer until one succeeds, one fails for good, or enough have been made; then says how each of them failed.</summary>
/// <param name="options">How many, and how far apart.</param>
/// <param name="time">Waits.</param>
/// <param name="random">Spreads the waits.</param>
/// <param name="metrics">Counts the attempts that failed.</param>
internal sealed class RetryPolicy(AdapterStoreOptions options, TimeProvider time, Random random, AdapterMetrics metrics)
{
    private readonly Lock _gate = new();

    /// <exception cref="TransferException">The last attempt failed; the reason has all of them.</exception>
    public async Task<T> RunAsync<T>(int maxAttempts, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        while (true)
        {
            TimeSpan wait;
            try
            {
                return await attempt(cancellation).ConfigureAwait(false);
            }
            catch (TransferException e)
            {
                reasons.Add(e.Reason);
                if (!e.IsTransient || reasons.Count >= maxAttempts)
                    throw reasons.Count == 1 ? e : new TransferException(Tell(reasons), e.IsTransient, e);
                wait = RetryDelays.After(reasons.Count, options.RetryDelay, options.MaxRetryDelay, e.RetryAfter, Next());
            }

            metrics.Retried();
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        }
    }

    private static string Tell(List<string> reasons) => reasons.Distinct().Count() == 1
        ? $"{reasons[0]}, {reasons.Count} times"
        : $"{reasons.Count} attempts failed: {string.Join("; ", reasons)}";

    private double Next()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
