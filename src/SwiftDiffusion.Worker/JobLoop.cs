using System.Collections.Concurrent;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker;

/// <summary>
/// Claims jobs and works on them. Main path: (1) start an engine that is broken anew, (2) wait for a free slot, (3) claim the job that suits what is warm,
/// (4) give a job at its last attempt the engine for itself, (5) work on it beside the others; asked to drain: (6) let running jobs finish for a while,
/// (7) hand the rest back.
/// </summary>
internal sealed class JobLoop(
    OpenQueue queue, IJobEngine engine, EngineKeeper keeper, WorkerStatus status, WorkerTelemetry telemetry, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan HandBackPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(status.Slots, status.Slots);
    private readonly CancellationTokenSource _handBack = new();
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>Works until asked to drain; the engine must have been started.</summary>
    /// <exception cref="EngineStartException">The engine broke and cannot be started anew; running jobs have been handed back.</exception>
    public async Task RunAsync(JobClaimer claimer, CancellationToken draining)
    {
        // A claim sleeps with the models it asked for.
        status.Changed += claimer.Wake;
        try
        {
            while (!draining.IsCancellationRequested)
            {
                var broken = keeper.Broken;
                // 1. A broken engine.
                if (broken.IsCancellationRequested)
                    await RestartAsync(draining);
                else
                    await ServeNextAsync(claimer, broken, draining);
            }
        }
        catch (OperationCanceledException) when (draining.IsCancellationRequested)
        {
            // As asked.
        }
        catch (EngineStartException)
        {
            await HandBackAsync();
            throw;
        }
        finally
        {
            status.Changed -= claimer.Wake;
        }
    }

    /// <summary>6. and 7. To be called when nothing is claimed any more.</summary>
    /// <param name="timeout">How long running jobs may take.</param>
    /// <param name="impatient">Fires when there is no time left at all.</param>
    public async Task DrainAsync(TimeSpan timeout, CancellationToken impatient)
    {
        if (_running.IsEmpty)
            return;
        Log.Draining(logger, _running.Count, timeout);
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(timeout, time, impatient);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.HandingBack(logger, _running.Count);
        }

        await HandBackAsync();
    }

    public void Dispose()
    {
        _slots.Dispose();
        _handBack.Dispose();
    }

    /// <summary>A store that is away is not waited for as long as at other times: what cannot be handed back comes back when its lease is over.</summary>
    private async Task HandBackAsync()
    {
        await _handBack.CancelAsync();
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(HandBackPatience, time);
        }
        catch (TimeoutException)
        {
            Log.NotHandedBack(logger, _running.Count);
        }
    }

    /// <summary>Ends what runs; those jobs are handed back, as it is no fault of theirs.</summary>
    private async Task RestartAsync(CancellationToken draining)
    {
        status.Health = WorkerHealth.Starting;
        await keeper.StartAsync(draining);
        status.Health = WorkerHealth.Ready;
    }

    private async Task ServeNextAsync(JobClaimer claimer, CancellationToken broken, CancellationToken draining)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(broken, draining);
        int taken = 0;
        LeasedJob? job = null;
        try
        {
            // 2. A free slot.
            await _slots.WaitAsync(either.Token);
            taken++;

            // 3. A job.
            job = await claimer.ClaimAsync(() => engine.Warm, either.Token);

            // 4. The last attempt.
            for (int needed = SlotsFor(job); taken < needed; taken++)
                await _slots.WaitAsync(either.Token);

            // 5. Work.
            Begin(job, taken);
            (job, taken) = (null, 0);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Broken or draining.
        }
        catch (StoreUnavailableException e)
        {
            Log.ClaimFailed(logger, e.Message);
            // Where a job's parts lie fails at once, and would again.
            await Task.Delay(queue.Options.PollInterval, time, draining);
        }
        finally
        {
            if (taken > 0)
                _slots.Release(taken);
            if (job is not null)
                await job.DisposeAsync();
        }
    }

    /// <summary>
    /// A job that took workers down with it also cost the jobs beside it an attempt. Its last one it has alone: it can harm nobody, and a job that was only
    /// beside another gets through.
    /// </summary>
    private int SlotsFor(LeasedJob job)
    {
        int maxAttempts = queue.Options.MaxAttempts;
        if (job.Attempt > 1)
            Log.Suspect(logger, $"{job.Id}", job.Attempt, maxAttempts);
        bool isLast = job.Attempt > 1 && job.Attempt >= maxAttempts;
        if (isLast)
            Log.Isolated(logger, $"{job.Id}");
        return isLast ? status.Slots : 1;
    }

    private void Begin(LeasedJob job, int slots)
    {
        status.Began();
        var run = AttendAsync(job, keeper.Start);
        _running.TryAdd(run, true);
        run.ContinueWith(
            ended =>
            {
                _running.TryRemove(ended, out _);
                status.Ended();
                _slots.Release(slots);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task AttendAsync(LeasedJob job, int start)
    {
        // The loop goes on claiming at once.
        await Task.Yield();
        await using (job)
        {
            using var activity = telemetry.Claimed(job);
            long began = time.GetTimestamp();
            var run = new JobRun(job, engine, time, logger);
            var end = await run.RunAsync(_handBack.Token);
            if (end is RunEnd.Failed { Failure: var failure } && EngineKeeper.IsFatal(failure.Code))
            {
                end = new RunEnd.Failed(EngineKeeper.Blame(failure, wasAlone: status.Running == 1));
                keeper.Report(start, $"{job.Id}", failure);
            }

            await run.SettleAsync(end);
            var elapsed = time.GetElapsedTime(began);
            telemetry.Ended(activity, job, end, elapsed);
            Log.Ended(logger, $"{job.Id}", end.Tag, elapsed.TotalSeconds);
        }
    }
}
