namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>
/// Requests at a rate, whether earlier ones have ended or not. Each is told when it was due and measured from then, so that a client that falls behind makes
/// the figures worse, not better.
/// </summary>
internal sealed class OpenLoop(TimeProvider time, int requestsPerSecond, int count)
{
    /// <param name="request">One of them; its argument is the timestamp at which it was due.</param>
    /// <param name="cancellation">Ends the loop.</param>
    public async Task<T[]> RunAsync<T>(Func<long, Task<T>> request, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        var running = new Task<T>[count];
        for (int i = 0; i < count; i++)
        {
            long due = start + (i * time.TimestampFrequency / requestsPerSecond);
            // Timers drop parts of a millisecond; nothing may begin before it is due.
            double left = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), due).TotalMilliseconds);
            if (left > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(left), time, cancellation).ConfigureAwait(false);
            running[i] = request(due);
        }

        return await Task.WhenAll(running).ConfigureAwait(false);
    }
}
