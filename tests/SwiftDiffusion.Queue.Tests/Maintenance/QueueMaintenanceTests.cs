using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Maintenance;

public sealed class QueueMaintenanceTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_whose_worker_hangs_waits_again_at_its_old_place(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var first = await test.SubmitAsync();
        await test.SubmitAsync();
        await TestQueue.ClaimAsync(await test.WorkerAsync("hanging"));
        test.Time.Advance(test.Queue.Options.LeaseDuration);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal((JobState.Queued, 1), ((await test.FindAsync(first)).State, (await test.FindAsync(first)).Position));
        var again = await TestQueue.ClaimAsync(await test.WorkerAsync("other"));
        Assert.Equal((first, 2), (again.Id, again.Attempt));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_waiting_job_past_its_start_deadline_fails(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync(test.Submission() with { StartTimeout = TimeSpan.FromSeconds(2), TotalTimeout = TimeSpan.FromSeconds(9) });
        test.Time.Advance(TimeSpan.FromSeconds(2));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal((JobState.Failed, FailureCode.DeadlineExceeded), ((await test.FindAsync(id)).State, (await test.FindAsync(id)).Failure!.Code));
        Assert.Equal(0, (await test.Queue.Jobs.TotalsAsync(Token)).Waiting);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_started_job_has_until_its_total_deadline_and_its_worker_is_told(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync(test.Submission() with { StartTimeout = TimeSpan.FromSeconds(2), TotalTimeout = TimeSpan.FromSeconds(9) });
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        Assert.Equal(TimeSpan.FromSeconds(9), job.TimeLeft);
        test.Time.Advance(TimeSpan.FromSeconds(8));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(JobState.Running, (await test.FindAsync(id)).State);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(FailureCode.DeadlineExceeded, (await test.FindAsync(id)).Failure!.Code);
        await Signal.OfAsync(job.Stopped, Token);
        Assert.Equal(StopReason.Ended, job.Reason);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_handed_back_was_started_in_time(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync(test.Submission() with { StartTimeout = TimeSpan.FromSeconds(2), TotalTimeout = TimeSpan.FromSeconds(9) });
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync("stopping"));
        test.Time.Advance(TimeSpan.FromSeconds(3));
        await job.ReleaseAsync(Token);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(id, (await TestQueue.ClaimAsync(await test.WorkerAsync("other"))).Id);
        test.Time.Advance(TimeSpan.FromSeconds(6));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(FailureCode.DeadlineExceeded, (await test.FindAsync(id)).Failure!.Code);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_ended_job_is_forgotten_with_its_pictures_and_its_idempotency_key(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxStoredBlobSizeBytes = 0);
        var submission = test.Submission(job: Samples.Job(controlNets: ["c"])) with { Idempotency = new("k", "f") };
        var id = await test.SubmitAsync(submission);
        await (await TestQueue.ClaimAsync(await test.WorkerAsync())).CompleteAsync(Samples.Result(), Token);
        Assert.Equal(2, test.BlobFiles().Length);

        // The input goes with the job's end, the picture with its time to live.
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Single(test.BlobFiles());
        test.Time.Advance(test.Queue.Options.ResultTtl);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Empty(test.BlobFiles());
        Assert.Null(await test.Queue.Jobs.FindAsync(id, Token));
        Assert.Empty(await test.Queue.Jobs.ListAsync("alice", 10, null, Token));
        var again = await test.Queue.Jobs.EnqueueAsync(submission with { Id = JobId.At(test.Time.GetUtcNow()) }, Token);
        Assert.False(Assert.IsType<Admission.Accepted>(again).HasJoined);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_open_jobs_inputs_do_not_expire(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var submission = test.Submission(job: Samples.Job(controlNets: ["c"]));
        await test.SubmitAsync(submission);
        // Its sender did not hear that it was accepted.
        await test.SubmitAsync(submission);
        test.Time.Advance(TimeSpan.FromDays(30));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(3, (await TestQueue.ClaimAsync(await test.WorkerAsync())).Job.ControlNets.Single().Image.Length);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task More_than_one_batch_is_handled_at_once(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await Task.WhenAll(Enumerable.Range(0, 250).Select(i => test.SubmitAsync(test.Submission($"k{i % 7}") with { TotalTimeout = TimeSpan.FromSeconds(1) })));
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal((0, 250), ((await test.Queue.Jobs.TotalsAsync(Token)).Waiting, (await test.Queue.Jobs.TotalsAsync(Token)).Failed));
        test.Time.Advance(test.Queue.Options.ResultTtl);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Empty(await test.Queue.Jobs.ListAsync("k0", 10, null, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_retried_job_wakes_an_idle_worker(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        await TestQueue.ClaimAsync(await test.WorkerAsync("hanging"));
        var claiming = (await test.WorkerAsync("idle")).ClaimAsync(() => WarmSet.Empty, Token);
        test.Time.Advance(test.Queue.Options.LeaseDuration);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal(id, (await claiming.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
    }
}
