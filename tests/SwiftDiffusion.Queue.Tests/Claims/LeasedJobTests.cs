using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Claims;

public sealed class LeasedJobTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_renewed_lease_does_not_run_out(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        test.Time.Advance(TimeSpan.FromSeconds(14));
        await job.StepAsync(0, 1, 4, null, Token);
        test.Time.Advance(TimeSpan.FromSeconds(14));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(JobState.Running, (await test.FindAsync(id)).State);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_lease_is_renewed_without_being_asked(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var first = await TestQueue.ClaimAsync(await test.WorkerAsync("first"));
        test.Time.Advance(TimeSpan.FromSeconds(15));
        await test.Queue.Maintenance.RunAsync(Token);
        var second = await TestQueue.ClaimAsync(await test.WorkerAsync("second"));
        Assert.Equal((id, 2), (second.Id, second.Attempt));

        // Both renew now; only the second still may.
        test.ProcessTime.Advance(TimeSpan.FromSeconds(5));
        await Signal.OfAsync(first.Stopped, Token);
        Assert.Equal(StopReason.LeaseLost, first.Reason);
        Assert.False(second.Stopped.IsCancellationRequested);
        Assert.Equal(Settlement.Lost, await first.CompleteAsync(Samples.Result(), Token));
        Assert.Equal(Settlement.Ended, await second.CompleteAsync(Samples.Result(), Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_hears_at_once_that_its_job_is_cancelled(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await test.Queue.Jobs.CancelAsync(id, Token);
        await Signal.OfAsync(job.Stopped, Token);
        Assert.Equal(StopReason.Cancelled, job.Reason);
        Assert.Equal(Settlement.Lost, await job.CompleteAsync(Samples.Result(), Token));
        Assert.Null(await test.Queue.Jobs.FindResultAsync(id, Token));
        Assert.Equal(0, (await test.Queue.Jobs.TotalsAsync(Token)).Running);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_lost_device_is_tried_elsewhere_and_at_last_a_dead_letter(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxAttempts = 2);
        var id = await test.SubmitAsync();
        var failure = new JobFailure(FailureCode.DeviceLost, "The device fell off the bus.");
        Assert.Equal(Settlement.Retried, await (await TestQueue.ClaimAsync(await test.WorkerAsync("w1"))).FailAsync(failure, Token));
        Assert.Equal(Settlement.Ended, await (await TestQueue.ClaimAsync(await test.WorkerAsync("w2"))).FailAsync(failure, Token));

        Assert.Equal(failure, (await test.FindAsync(id)).Failure);
        Assert.Equal(id, (await test.Queue.DeadLetters.ListAsync(10, Token)).Single().Id);
        Assert.Collection(
            await test.EventsAsync(id),
            e => Assert.IsType<JobEvent.Queued>(e),
            e => Assert.Equal(("w1", 1), (Assert.IsType<JobEvent.Started>(e).WorkerId, ((JobEvent.Started)e).Attempt)),
            e => Assert.Equal((1, failure), (Assert.IsType<JobEvent.Retried>(e).Attempt, ((JobEvent.Retried)e).Reason)),
            e => Assert.Equal(("w2", 2), (Assert.IsType<JobEvent.Started>(e).WorkerId, ((JobEvent.Started)e).Attempt)),
            e => Assert.Equal(failure, Assert.IsType<JobEvent.Failed>(e).Failure));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_the_client_got_wrong_is_not_tried_again_and_no_dead_letter(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var failure = new JobFailure(FailureCode.UnknownAdapter, "There is no LoRA 'x'.", "loras[0].name");
        Assert.Equal(Settlement.Ended, await (await TestQueue.ClaimAsync(await test.WorkerAsync())).FailAsync(failure, Token));
        Assert.Equal(failure, (await test.FindAsync(id)).Failure);
        Assert.Empty(await test.Queue.DeadLetters.ListAsync(10, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_poison_job_does_not_stop_the_others(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var poison = await test.SubmitAsync();
        var others = new List<JobId> { await test.SubmitAsync(), await test.SubmitAsync("bob") };
        var done = new List<JobId>();
        // Whoever takes the poison hangs: its lease runs out, and a new worker comes.
        for (int i = 0; (await test.Queue.Jobs.TotalsAsync(Token)) is { Waiting: > 0 } or { Running: > 0 }; i++)
        {
            var worker = await test.WorkerAsync($"w{i}");
            if (await worker.TryClaimAsync(WarmSet.Empty, Token) is { } job && job.Id != poison)
            {
                await job.CompleteAsync(Samples.Result(), Token);
                done.Add(job.Id);
            }

            test.Time.Advance(TimeSpan.FromSeconds(8));
            await test.Queue.Maintenance.RunAsync(Token);
        }

        Assert.Equal(others.ToHashSet(), done.ToHashSet());
        var snapshot = await test.FindAsync(poison);
        Assert.Equal((JobState.Failed, FailureCode.DeviceLost, 3), (snapshot.State, snapshot.Failure!.Code, snapshot.Attempts));
        Assert.Contains("given up after 3 attempts", snapshot.Failure.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_that_lost_a_job_prefers_another_one(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var lost = await test.SubmitAsync();
        var other = await test.SubmitAsync();
        var worker = await test.WorkerAsync();
        await (await TestQueue.ClaimAsync(worker)).FailAsync(new JobFailure(FailureCode.DeviceLost, "Gone."), Token);
        Assert.Equal(other, (await TestQueue.ClaimAsync(worker)).Id);
        Assert.Equal(lost, (await TestQueue.ClaimAsync(worker)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_handed_back_keeps_its_place_and_its_attempts(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var first = await test.SubmitAsync();
        await test.SubmitAsync();
        Assert.Equal(Settlement.Retried, await (await TestQueue.ClaimAsync(await test.WorkerAsync("w1"))).ReleaseAsync(Token));
        var again = await TestQueue.ClaimAsync(await test.WorkerAsync("w2"));
        Assert.Equal((first, 1), (again.Id, again.Attempt));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_pictures_of_a_worker_too_late_are_nowhere(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxStoredBlobSizeBytes = 0);
        var id = await test.SubmitAsync();
        var late = await TestQueue.ClaimAsync(await test.WorkerAsync("late"));
        test.Time.Advance(TimeSpan.FromSeconds(15));
        await test.Queue.Maintenance.RunAsync(Token);
        var second = await TestQueue.ClaimAsync(await test.WorkerAsync("second"));
        await second.CompleteAsync(Samples.Result(32), Token);
        Assert.Equal(Settlement.Lost, await late.CompleteAsync(Samples.Result(64), Token));

        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(32, (await test.Queue.Jobs.FindResultAsync(id, Token))!.Images[0].Content.Length);
        Assert.Single(test.BlobFiles());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_lease_is_settled_once(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.CompleteAsync(Samples.Result(), Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.ReleaseAsync(Token));
    }
}
