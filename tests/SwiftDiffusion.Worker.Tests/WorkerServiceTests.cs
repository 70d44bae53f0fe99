using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker.Tests;

public sealed class WorkerServiceTests
{
    /// <summary>After which progress is passed on again.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_completed_with_its_pictures_stored()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).End(Samples.Result);

        Assert.Equal(JobState.Completed, (await worker.EndOfAsync(id)).State);
        var result = await worker.Queue.Jobs.FindResultAsync(id, Token);
        Assert.Equal(Samples.Result.Images[0].Content.ToArray(), result!.Images[0].Content.ToArray());
    }

    [Fact]
    public async Task The_wait_in_the_queue_is_among_the_timings()
    {
        await using var worker = await RunningWorker.StartAsync(new FakeEngine { Slots = 1 });
        var first = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();
        var second = await worker.SubmitAsync();
        worker.StoreTime.Advance(TimeSpan.FromSeconds(5));
        running.End(Samples.Result);
        (await worker.Engine.NextAsync()).End(Samples.Result);
        await worker.EndOfAsync(second);

        Assert.Equal(TimeSpan.Zero, (await worker.Queue.Jobs.FindResultAsync(first, Token))!.Timings.Queue);
        Assert.Equal(TimeSpan.FromSeconds(5), (await worker.Queue.Jobs.FindResultAsync(second, Token))!.Timings.Queue);
    }

    [Fact]
    public async Task A_failed_job_ends_with_its_reason()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var failure = new JobFailure(FailureCode.InvalidRequest, "size 63x63 is not possible.", "size");
        (await worker.Engine.NextAsync()).End(failure);

        var job = await worker.EndOfAsync(id);
        Assert.Equal((JobState.Failed, failure), (job.State, job.Failure));
        Assert.Equal(1, worker.Engine.Starts);
    }

    [Fact]
    public async Task A_bug_fails_the_job_and_not_the_worker()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).Outcome.SetException(new InvalidOperationException("a bug"));
        Assert.Equal(FailureCode.Internal, (await worker.EndOfAsync(id)).Failure?.Code);

        var next = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).End(Samples.Result);
        Assert.Equal(JobState.Completed, (await worker.EndOfAsync(next)).State);
    }

    [Fact]
    public async Task A_cancelled_job_stops_in_the_engine()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();
        await worker.Queue.Jobs.CancelAsync(id, Token);

        await Signal.OfAsync(running.Cancellation);
        Assert.Equal(JobState.Cancelled, (await worker.EndOfAsync(id)).State);
    }

    [Fact]
    public async Task A_job_past_its_deadline_fails_of_it()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync(timeout: TimeSpan.FromMinutes(1));
        var running = await worker.Engine.NextAsync();
        worker.WorkerTime.Advance(TimeSpan.FromMinutes(1));

        await Signal.OfAsync(running.Cancellation);
        Assert.Equal(FailureCode.DeadlineExceeded, (await worker.EndOfAsync(id)).Failure?.Code);
    }

    [Fact]
    public async Task Progress_becomes_events()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();

        running.Progress.Report(new GenerationProgress.AdapterLoading("watercolor", 0.5));
        Assert.Equal(("watercolor", 0.5), await worker.EventAsync<JobEvent.AdapterLoading>(id) is var load ? (load.Adapter, load.Fraction ?? 0) : default);
        worker.WorkerTime.Advance(Pace);
        running.Progress.Report(new GenerationProgress.AdapterAttached("watercolor", 0, 1));
        Assert.Equal(1, (await worker.EventAsync<JobEvent.AdapterAttached>(id)).Step);
        worker.WorkerTime.Advance(Pace);
        running.Progress.Report(new GenerationProgress.Stepped(0, 2, 4));
        running.Progress.Report(new GenerationProgress.Previewed(0, 0, new byte[] { 7 }));
        var preview = (JobEvent.Stepped)await worker.Queue.Events.WatchAsync(id, 0, Token).FirstAsync(e => e is JobEvent.Stepped { Preview: not null }, Token);
        Assert.Equal((2, 4), (preview.Step, preview.Steps));
        Assert.Equal([7], preview.Preview!.Content.ToArray());
        running.End(Samples.Result);
        await worker.EndOfAsync(id);
    }

    [Fact]
    public async Task A_preview_is_told_although_the_step_it_shows_was_overtaken()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();
        running.Progress.Report(new GenerationProgress.AdapterLoading("a", 0.5));
        await worker.EventAsync<JobEvent.AdapterLoading>(id);
        running.Progress.Report(new GenerationProgress.Stepped(0, 1, 4));
        running.Progress.Report(new GenerationProgress.Previewed(0, 0, new byte[] { 7 }));
        running.Progress.Report(new GenerationProgress.Stepped(0, 2, 4));
        worker.WorkerTime.Advance(Pace);
        var preview = (JobEvent.Stepped)await worker.Queue.Events.WatchAsync(id, 0, Token).FirstAsync(e => e is JobEvent.Stepped { Preview: not null }, Token);
        Assert.Equal(1, preview.Step);
        running.End(Samples.Result);
        await worker.EndOfAsync(id);
    }

    [Fact]
    public async Task Steps_that_follow_each_other_quickly_are_told_at_a_pace_and_the_last_one_always()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();
        var (seen, first) = (new List<int>(), new TaskCompletionSource());
        var watching = WatchAsync();
        running.Progress.Report(new GenerationProgress.Stepped(0, 1, 4));
        await first.Task.WaitAsync(Token);

        for (int step = 2; step <= 4; step++)
            running.Progress.Report(new GenerationProgress.Stepped(0, step, 4));
        running.End(Samples.Result);

        await watching;
        Assert.Equal([1, 4], seen);

        async Task WatchAsync()
        {
            await foreach (var step in worker.Queue.Events.WatchAsync(id, 0, Token).OfType<JobEvent.Stepped>())
            {
                seen.Add(step.Step);
                first.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Only_as_many_jobs_run_as_there_are_slots()
    {
        await using var worker = await RunningWorker.StartAsync(new FakeEngine { Slots = 2 });
        JobId[] ids = [await worker.SubmitAsync(), await worker.SubmitAsync(), await worker.SubmitAsync()];
        var first = await worker.Engine.NextAsync();
        await worker.Engine.NextAsync();
        Assert.Equal((2L, 1L), await worker.Queue.Jobs.TotalsAsync(Token) is var totals ? (totals.Running, totals.Waiting) : default);

        first.End(Samples.Result);
        await worker.Engine.NextAsync();
        Assert.Equal(0, (await worker.Queue.Jobs.TotalsAsync(Token)).Waiting);
        Assert.Equal(3, ids.Length);
    }

    [Fact]
    public async Task A_drained_worker_lets_running_jobs_finish()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();

        var stopping = worker.StopAsync();
        var waiting = await worker.SubmitAsync();
        Assert.Equal("shutting down", worker.Status.NotReady);
        running.End(Samples.Result);
        await stopping;

        Assert.Equal(JobState.Completed, (await worker.EndOfAsync(id)).State);
        Assert.Equal(JobState.Queued, (await worker.Queue.Jobs.FindAsync(waiting, Token))!.State);
        Assert.Empty(await worker.Queue.Workers.ListAsync(Token));
    }

    [Fact]
    public async Task What_is_not_finished_in_time_is_handed_back_unharmed()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        await worker.Engine.NextAsync();

        var stopping = worker.StopAsync();
        await worker.RegisteredAsync(state => state.Heartbeat.Health == WorkerHealth.Draining);
        while (!stopping.IsCompleted)
        {
            worker.WorkerTime.Advance(new WorkerOptions().DrainTimeout);
            await Task.Yield();
        }

        await stopping;
        var job = (await worker.Queue.Jobs.FindAsync(id, Token))!;
        Assert.Equal((JobState.Queued, 0), (job.State, job.Attempts));
    }

    [Fact]
    public async Task A_lost_device_restarts_the_engine_and_the_job_is_tried_again()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).End(Samples.LostDevice);
        (await worker.Engine.NextAsync()).End(Samples.Result);

        var job = await worker.EndOfAsync(id);
        Assert.Equal((JobState.Completed, 2), (job.State, job.Attempts));
        Assert.Equal(2, worker.Engine.Starts);
    }

    [Fact]
    public async Task Jobs_beside_a_lost_device_lose_no_attempt()
    {
        await using var worker = await RunningWorker.StartAsync();
        var first = await worker.SubmitAsync();
        var culprit = await worker.Engine.NextAsync();
        var second = await worker.SubmitAsync();
        await worker.Engine.NextAsync();
        culprit.End(Samples.LostDevice);
        (await worker.Engine.NextAsync()).End(Samples.Result);
        (await worker.Engine.NextAsync()).End(Samples.Result);

        Assert.Equal(2, (await worker.EndOfAsync(first)).Attempts);
        Assert.Equal(1, (await worker.EndOfAsync(second)).Attempts);
        Assert.Equal(2, worker.Engine.Starts);
    }

    [Fact]
    public async Task A_job_that_alone_does_not_fit_the_memory_ends()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).End(Samples.NoMemory);

        Assert.Equal(FailureCode.OutOfMemory, (await worker.EndOfAsync(id)).Failure?.Code);
        var next = await worker.SubmitAsync();
        (await worker.Engine.NextAsync()).End(Samples.Result);
        await worker.EndOfAsync(next);
        Assert.Equal(2, worker.Engine.Starts);
    }

    [Fact]
    public async Task A_job_that_shared_a_full_memory_is_tried_again()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var first = await worker.Engine.NextAsync();
        await worker.SubmitAsync();
        await worker.Engine.NextAsync();
        first.End(Samples.NoMemory);
        (await worker.Engine.NextAsync()).End(Samples.Result);
        (await worker.Engine.NextAsync()).End(Samples.Result);

        var job = await worker.EndOfAsync(id);
        Assert.Equal((JobState.Completed, 2), (job.State, job.Attempts));
    }

    [Fact]
    public async Task An_engine_that_cannot_be_started_anew_ends_the_worker_with_the_reason()
    {
        await using var worker = await RunningWorker.StartAsync();
        var id = await worker.SubmitAsync();
        var running = await worker.Engine.NextAsync();
        worker.Engine.StartProblem = "the device is gone for good";
        running.End(Samples.LostDevice);
        await worker.RegisteredAsync(state => state.Heartbeat.Health == WorkerHealth.Starting);
        await worker.StopAsync();

        Assert.Equal("the device is gone for good", worker.Service.Problem);
        Assert.Equal(JobState.Queued, (await worker.Queue.Jobs.FindAsync(id, Token))!.State);
    }

    [Fact]
    public async Task A_job_that_takes_workers_down_runs_alone_at_last_and_ends_after_its_attempts()
    {
        await using var worker = await RunningWorker.StartAsync(configure: options => options.MaxAttempts = 2);
        var poison = await worker.SubmitAsync();
        var lost = await worker.Engine.NextAsync();
        var beside = await worker.SubmitAsync();
        var neighbour = await worker.Engine.NextAsync();

        // As if the process had died: both leases run out, and a worker claims both again.
        worker.StoreTime.Advance(worker.Queue.Options.LeaseDuration);
        await worker.Queue.Maintenance.RunAsync(Token);
        await Signal.OfAsync(lost.Cancellation);
        await Signal.OfAsync(neighbour.Cancellation);
        var alone = await worker.Engine.NextAsync();
        Assert.False(worker.Engine.HasNext);
        Assert.Equal(1, worker.Status.Running);

        worker.StoreTime.Advance(worker.Queue.Options.LeaseDuration);
        await worker.Queue.Maintenance.RunAsync(Token);
        await Signal.OfAsync(alone.Cancellation);
        (await worker.Engine.NextAsync()).End(Samples.Result);

        Assert.Equal(JobState.Failed, (await worker.EndOfAsync(poison)).State);
        Assert.Equal(poison, (await worker.Queue.DeadLetters.ListAsync(10, Token)).Single().Id);
        Assert.Equal(JobState.Completed, (await worker.EndOfAsync(beside)).State);
    }

    [Fact]
    public async Task The_registry_knows_what_the_worker_serves_and_how_it_is()
    {
        await using var worker = await RunningWorker.StartAsync();
        await worker.SubmitAsync();
        await worker.Engine.NextAsync();
        worker.WorkerTime.Advance(new WorkerOptions().HeartbeatInterval);

        var state = await worker.RegisteredAsync(state => state.Heartbeat is { Health: WorkerHealth.Ready, Running: 1 });
        Assert.Equal(Samples.Model, state.Capabilities.Models.Single().Id);
        Assert.Equal((2, "fake"), (state.Capabilities.Slots, state.Capabilities.Devices));
        Assert.Equal(Samples.Model, state.Heartbeat.Warm.Models.Single().Model);
        Assert.Equal((4, "fake"), (state.Heartbeat.Figures!.RowsPerStep, state.Heartbeat.Figures.DeviceBusy.Single().Device));
        Assert.StartsWith("w-", state.Capabilities.WorkerId, StringComparison.Ordinal);
    }
}
