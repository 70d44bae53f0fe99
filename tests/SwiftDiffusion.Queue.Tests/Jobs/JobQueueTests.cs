using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Jobs;

public sealed class JobQueueTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_goes_from_submission_to_its_pictures(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var submission = test.Submission(job: Samples.Job(loras: ["ink wash"], controlNets: ["canny"])) with { TraceParent = "00-1-2-01", Webhook = new Uri("http://hook/a%0Ab") };
        var id = await test.SubmitAsync(submission);
        test.Time.Advance(TimeSpan.FromSeconds(2));
        await using var job = await TestQueue.ClaimAsync(await test.WorkerAsync());

        Assert.Equal((id, 1, "alice", TimeSpan.FromSeconds(2)), (job.Id, job.Attempt, job.ApiKeyId, job.Waited));
        Assert.Equal((submission.TraceParent, submission.Webhook), (job.TraceParent, job.Webhook));
        Assert.Equal("ink wash", job.Job.Loras.Single().Name);
        Assert.Equal([1, 2, 3], job.Job.ControlNets.Single().Image.ToArray());
        Assert.Equal(JobState.Running, (await test.FindAsync(id)).State);

        test.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Settlement.Ended, await job.CompleteAsync(Samples.Result(), Token));

        var snapshot = await test.FindAsync(id);
        Assert.Equal(JobState.Completed, snapshot.State);
        Assert.Equal(TimeSpan.FromSeconds(3), snapshot.Finished - snapshot.Started);
        Assert.Equal(test.Queue.Options.ResultTtl, snapshot.Expires - snapshot.Finished);
        var result = await test.Queue.Jobs.FindResultAsync(id, Token);
        Assert.NotNull(result);
        Assert.Equal(Samples.Result().Images[0].Content.ToArray(), result.Images[0].Content.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(1), result.Timings.Denoise);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_unknown_job_is_not_found(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = JobId.At(test.Time.GetUtcNow());
        Assert.Null(await test.Queue.Jobs.FindAsync(id, Token));
        Assert.Null(await test.Queue.Jobs.FindResultAsync(id, Token));
        Assert.Null(await test.Queue.Jobs.FindPayloadAsync(id, Token));
        Assert.Null(await test.Queue.Jobs.CancelAsync(id, Token));
        Assert.Empty(await test.EventsAsync(id));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_submission_sent_twice_is_one_job(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var submission = test.Submission();
        await test.SubmitAsync(submission);
        await test.SubmitAsync(submission);
        Assert.Equal(1, (await test.Queue.Jobs.TotalsAsync(Token)).Waiting);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_idempotency_key_joins_the_job_it_made_even_after_its_end(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var key = new IdempotencyKey("again: and {again}", "print 1");
        var first = await test.SubmitAsync(test.Submission() with { Idempotency = key });
        Assert.Equal(new Admission.Accepted(first, HasJoined: true), await test.Queue.Jobs.EnqueueAsync(test.Submission() with { Idempotency = key }, Token));
        await using var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        await job.CompleteAsync(Samples.Result(), Token);
        Assert.Equal(new Admission.Accepted(first, HasJoined: true), await test.Queue.Jobs.EnqueueAsync(test.Submission() with { Idempotency = key }, Token));
        Assert.Equal((0, 0, 1), await CountsAsync(test));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_idempotency_key_with_another_payload_is_refused(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var first = await test.SubmitAsync(test.Submission() with { Idempotency = new("k", "one") });
        var second = await test.Queue.Jobs.EnqueueAsync(test.Submission() with { Idempotency = new("k", "two") }, Token);
        Assert.Equal(new Admission.IdempotencyConflict(first), second);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Idempotency_keys_of_different_clients_are_different(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync(test.Submission("a:b") with { Idempotency = new("c", "x") });
        var other = await test.Queue.Jobs.EnqueueAsync(test.Submission("a") with { Idempotency = new("b:c", "y") }, Token);
        Assert.IsType<Admission.Accepted>(other);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_full_backlog_refuses(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxBacklog = 2);
        await test.SubmitAsync("a");
        await test.SubmitAsync("b");
        Assert.Equal(new Admission.Overloaded(2, 2), await test.Queue.Jobs.EnqueueAsync(test.Submission("c"), Token));
        await TestQueue.ClaimAsync(await test.WorkerAsync());
        Assert.IsType<Admission.Accepted>(await test.Queue.Jobs.EnqueueAsync(test.Submission("c"), Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_key_may_have_only_so_many_jobs_waiting(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var limited = test.Submission() with { Limits = new KeyLimits(0, 1) };
        await test.SubmitAsync(limited);
        Assert.Equal(new Admission.KeyLimitReached(1, 1), await test.Queue.Jobs.EnqueueAsync(limited with { Id = JobId.At(test.Time.GetUtcNow()) }, Token));
        await test.SubmitAsync("bob");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_key_may_have_only_so_many_jobs_running(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var worker = await test.WorkerAsync();
        foreach (int _ in Enumerable.Range(0, 3))
            await test.SubmitAsync(test.Submission() with { Limits = new KeyLimits(1, 0) });
        var first = await TestQueue.ClaimAsync(worker);
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
        await test.SubmitAsync("bob");
        Assert.Equal("bob", (await TestQueue.ClaimAsync(worker)).ApiKeyId);

        await first.CompleteAsync(Samples.Result(), Token);
        await TestQueue.ClaimAsync(worker);
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_waiting_job_is_cancelled_at_once_and_never_claimed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        Assert.Equal(JobState.Cancelled, await test.Queue.Jobs.CancelAsync(id, Token));
        Assert.Null(await (await test.WorkerAsync()).TryClaimAsync(WarmSet.Empty, Token));
        Assert.Equal(JobState.Cancelled, (await test.FindAsync(id)).State);
        Assert.IsType<JobEvent.Cancelled>((await test.EventsAsync(id))[^1]);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Cancelling_an_ended_job_changes_nothing(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        await (await TestQueue.ClaimAsync(await test.WorkerAsync())).CompleteAsync(Samples.Result(), Token);
        Assert.Equal(JobState.Completed, await test.Queue.Jobs.CancelAsync(id, Token));
        Assert.NotNull(await test.Queue.Jobs.FindResultAsync(id, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Jobs_are_listed_per_key_newest_first_and_in_pages(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var ids = new List<JobId>();
        for (int i = 0; i < 5; i++)
            ids.Add(await test.SubmitAsync("alice"));
        await test.SubmitAsync("bob");
        ids.Reverse();

        var first = await test.Queue.Jobs.ListAsync("alice", 3, null, Token);
        Assert.Equal(ids.Take(3), first.Select(job => job.Id));
        var second = await test.Queue.Jobs.ListAsync("alice", 3, first[^1].Id, Token);
        Assert.Equal(ids.Skip(3), second.Select(job => job.Id));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Position_is_the_order_in_which_one_worker_gets_the_jobs(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        string[] keys = ["b", "b", "a", "b", "d", "c", "a", "b", "c", "d"];
        var ids = new List<JobId>();
        foreach (string key in keys)
            ids.Add(await test.SubmitAsync(key));
        ids.Add(await test.SubmitAsync(test.Submission("z") with { Priority = JobPriority.High }));
        ids.Add(await test.SubmitAsync(test.Submission("y") with { Priority = JobPriority.Low }));

        var positions = new Dictionary<JobId, int?>();
        foreach (var id in ids)
            positions[id] = (await test.FindAsync(id)).Position;
        var worker = await test.WorkerAsync();
        for (int place = 1; place <= ids.Count; place++)
            Assert.Equal(place, positions[(await TestQueue.ClaimAsync(worker)).Id]);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Position_counts_the_jobs_of_all_models_its_workers_serve(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("both", "m", "n"), new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("another", "x"), new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
        var ids = new List<JobId>();
        foreach (var (key, model) in new[] { ("b", "n"), ("b", "m"), ("a", "n"), ("b", "n"), ("c", "m"), ("a", "m"), ("b", "m"), ("a", "n") })
            ids.Add(await test.SubmitAsync(key, Samples.Job(model)));
        ids.Add(await test.SubmitAsync(test.Submission("z", Samples.Job("n")) with { Priority = JobPriority.High }));
        Assert.Equal(1, (await test.FindAsync(await test.SubmitAsync("a", Samples.Job("x")))).Position);

        var positions = new Dictionary<JobId, int?>();
        foreach (var id in ids)
            positions[id] = (await test.FindAsync(id)).Position;
        var worker = await test.WorkerAsync("both", "m", "n");
        var warm = new WarmSet([new WarmModel("m", [], []), new WarmModel("n", [], [])]);
        for (int place = 1; place <= ids.Count; place++)
            Assert.Equal(place, positions[(await TestQueue.ClaimAsync(worker, warm)).Id]);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_wait_is_estimated_from_the_pace_of_the_model_and_the_slots_that_serve_it(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var worker = await test.WorkerAsync();
        await test.SubmitAsync();
        var done = await TestQueue.ClaimAsync(worker);
        test.Time.Advance(TimeSpan.FromSeconds(4));
        await done.CompleteAsync(Samples.Result(), Token);
        await test.SubmitAsync();
        await TestQueue.ClaimAsync(worker);

        await test.SubmitAsync();
        var id = await test.SubmitAsync();
        Assert.Null((await test.FindAsync(id)).EstimatedWait);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("w1"), new WorkerHeartbeat(WorkerHealth.Ready, 1, WarmSet.Empty), Token);
        test.ProcessTime.Advance(TimeSpan.FromSeconds(1));
        // One job before it, and half of the one that runs.
        Assert.Equal(TimeSpan.FromSeconds(6), (await test.FindAsync(id)).EstimatedWait);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Totals_count_states_and_the_backlog_by_model_and_priority(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync(job: Samples.Job("other"));
        await test.SubmitAsync(test.Submission() with { Priority = JobPriority.High });
        await test.SubmitAsync();
        var cancelled = await test.SubmitAsync();
        await test.Queue.Jobs.CancelAsync(cancelled, Token);
        await TestQueue.ClaimAsync(await test.WorkerAsync());

        var totals = await test.Queue.Jobs.TotalsAsync(Token);
        Assert.Equal((2, 1, 0, 0, 1), (totals.Waiting, totals.Running, totals.Completed, totals.Failed, totals.Cancelled));
        Assert.Equal(
            [new("other", JobPriority.Normal, 1), new(Samples.Model, JobPriority.Normal, 1)],
            totals.Backlog.OrderBy(row => row.Model));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Open_jobs_are_counted_by_key_and_keys_without_any_are_left_out(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync("alice");
        await test.SubmitAsync("a key: of bob");
        var ended = await test.SubmitAsync("carol");
        await test.Queue.Jobs.CancelAsync(ended, Token);
        await TestQueue.ClaimAsync(await test.WorkerAsync());
        var keys = (await test.Queue.Jobs.TotalsAsync(Token)).Keys;
        Assert.Equal(["a key: of bob", "alice"], keys.Select(key => key.ApiKeyId));
        Assert.Equal((1, 1), (keys.Sum(key => key.Waiting), keys.Sum(key => key.Running)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_completed_job_tells_its_result_and_hands_out_one_picture_at_a_time(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        var job = await TestQueue.ClaimAsync(await test.WorkerAsync());
        GeneratedImage[] pictures = [new(new byte[100_000], "image/png", 1, "first"), new(new byte[] { 1, 2, 3 }, "image/webp", 2, "second", [0, 4])];
        Assert.Null(await test.Queue.Jobs.FindPictureAsync(id, 0, Token));
        await job.CompleteAsync(new GenerationResult([.. pictures], new GenerationTimings { Denoise = TimeSpan.FromSeconds(2) }), Token);

        var result = (await test.FindAsync(id)).Result!;
        Assert.Equal(TimeSpan.FromSeconds(2), result.Timings.Denoise);
        Assert.Equal([("image/png", 1L, "first"), ("image/webp", 2L, "second")], result.Pictures.Select(picture => (picture.MediaType, picture.Seed, picture.Infotext)));
        Assert.Equal([0, 4], result.Pictures[1].AttachedAt);
        var second = (await test.Queue.Jobs.FindPictureAsync(id, 1, Token))!;
        Assert.Equal((3, "image/webp"), (second.Content.Length, second.MediaType));
        Assert.Null(await test.Queue.Jobs.FindPictureAsync(id, 2, Token));

        // The large one is gone; what is told of it is not.
        test.LoseBlobs();
        Assert.Null(await test.Queue.Jobs.FindPictureAsync(id, 0, Token));
        Assert.Equal(2, (await test.FindAsync(id)).Result!.Pictures.Length);
    }

    private static async Task<(long Waiting, long Running, long Completed)> CountsAsync(TestQueue test)
    {
        var totals = await test.Queue.Jobs.TotalsAsync(Token);
        return (totals.Waiting, totals.Running, totals.Completed);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Jobs_that_wait_for_a_removed_model_end_with_the_reason_and_others_do_not(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var worker = await test.WorkerAsync("w1", "gone");
        await test.SubmitAsync(job: Samples.Job("gone"));
        var running = await TestQueue.ClaimAsync(worker);
        var waiting = new List<JobId>();
        JobPriority[] priorities = [JobPriority.Low, JobPriority.Normal, JobPriority.High];
        for (int i = 0; i < 250; i++)
            waiting.Add(await test.SubmitAsync(test.Submission($"key{i % 7}", Samples.Job("gone")) with { Priority = priorities[i % 3] }));
        var other = await test.SubmitAsync();

        var reason = new JobFailure(FailureCode.UnknownModel, "It was removed.", "model");
        Assert.Equal(250, await test.Queue.Jobs.AbandonAsync("gone", reason, Token));
        Assert.Equal(0, await test.Queue.Jobs.AbandonAsync("gone", reason, Token));
        foreach (var id in waiting)
            Assert.Equal((JobState.Failed, reason), ((await test.FindAsync(id)).State, (await test.FindAsync(id)).Failure));
        Assert.Equal(JobState.Queued, (await test.FindAsync(other)).State);
        Assert.Equal(Settlement.Ended, await running.CompleteAsync(Samples.Result(), Token));
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
    }
}
