using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>
/// Sends a plan's requests at their instants, whatever becomes of those before (an open loop).
/// <list type="number">
/// <item>wait for the next scheduled instant</item>
/// <item>send, and go on at once</item>
/// <item>when all are sent, wait for the last answer</item>
/// </list>
/// </summary>
/// <param name="target">The server.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told of every sending and ending.</param>
/// <param name="options">Timeout and limit.</param>
internal sealed class OpenLoop(ITarget target, TimeProvider time, RunProgress progress, RunOptions options)
{
    private int _open;

    /// <summary>Returns a record of every request that was due, in the order of the plan.</summary>
    /// <param name="plan">Ordered by instant.</param>
    /// <param name="interrupted">Ends the run early: nothing more is sent, open requests are taken back.</param>
    public async Task<IReadOnlyList<RequestRecord>> RunAsync(IReadOnlyList<PlannedRequest> plan, CancellationToken interrupted)
    {
        var requests = new List<Task<RequestRecord>>(plan.Count);
        long start = time.GetTimestamp();
        foreach (var planned in plan)
        {
            // 1. wait
            if (!await WaitUntilAsync(start, planned.At, interrupted).ConfigureAwait(false))
                break;

            // 2. send; on another thread, since building a body must not delay the next request
            requests.Add(Task.Run(() => SendAsync(planned, start, interrupted), CancellationToken.None));
        }

        // 3. drain
        return await Task.WhenAll(requests).ConfigureAwait(false);
    }

    private async Task<bool> WaitUntilAsync(long start, TimeSpan at, CancellationToken interrupted)
    {
        var wait = at - time.GetElapsedTime(start);
        // Timers count whole milliseconds and drop the rest: rounded up, none fires before its request is due.
        if (wait > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !interrupted.IsCancellationRequested;
    }

    private async Task<RequestRecord> SendAsync(PlannedRequest planned, long start, CancellationToken interrupted)
    {
        var lag = time.GetElapsedTime(start) - planned.At;
        progress.Sent(lag);
        var answer = Interlocked.Increment(ref _open) > options.MaxOpen
            ? Answer.Without(Outcome.NotSent, $"{options.MaxOpen} requests were open already (--max-open).")
            : await AskAsync(planned, interrupted).ConfigureAwait(false);
        Interlocked.Decrement(ref _open);
        var record = RequestRecord.Of(planned, lag, time.GetElapsedTime(start) - planned.At, answer);
        progress.Ended(record);
        return record;
    }

    private async Task<Answer> AskAsync(PlannedRequest planned, CancellationToken interrupted)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var patience = new CancellationTokenSource(planned.CancelAfter ?? Timeout.InfiniteTimeSpan, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, patience.Token, interrupted);
        try
        {
            return await target.SendAsync(planned.Request, any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            return timeout.IsCancellationRequested && !interrupted.IsCancellationRequested
                ? Answer.Without(Outcome.TimedOut, $"No answer within {options.Timeout.TotalSeconds:0.###} s (--timeout).")
                : Answer.Without(Outcome.Cancelled);
        }
        catch (HttpRequestException e)
        {
            return Answer.Without(Outcome.Unreachable, e.Message);
        }
    }
}
