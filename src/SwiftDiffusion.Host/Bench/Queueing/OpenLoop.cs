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
        // A thread that sleeps: the runtime's timers go by a clock whose ticks are milliseconds apart, and would be most of what is measured.
        var running = await Task.Factory.StartNew(() => Begin(request, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
        return await Task.WhenAll(running).ConfigureAwait(false);
    }

    private Task<T>[] Begin<T>(Func<long, Task<T>> request, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        var running = new Task<T>[count];
        for (int i = 0; i < count; i++)
        {
            long due = start + (i * time.TimestampFrequency / requestsPerSecond);
            // Parts of a millisecond would be dropped; nothing may begin before it is due.
            double left = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), due).TotalMilliseconds);
            if (left > 0 && cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(left)))
                cancellation.ThrowIfCancellationRequested();
            running[i] = Task.Run(() => request(due), cancellation);
        }

        return running;
    }
}
