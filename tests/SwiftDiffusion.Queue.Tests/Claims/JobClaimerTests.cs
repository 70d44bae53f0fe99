using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Claims;

public sealed class JobClaimerTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_question_whose_answer_was_lost_is_answered_again_with_a_lease_from_then_on(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        await test.SubmitAsync();
        var worker = await test.WorkerAsync();
        Assert.Equal(id, (await worker.AskAsync(WarmSet.Empty, Token))!.Id);
        test.Time.Advance(test.Queue.Options.LeaseDuration * 0.9);
        Assert.Equal(id, (await worker.AskAsync(WarmSet.Empty, Token))!.Id);
        test.Time.Advance(test.Queue.Options.LeaseDuration * 0.9);
        await test.Queue.Maintenance.RunAsync(Token);
        Assert.Equal((JobState.Running, 1), ((await test.FindAsync(id)).State, (await test.FindAsync(id)).Attempts));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_gets_only_jobs_of_models_it_serves(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync(job: Samples.Job("other"));
        Assert.Null(await (await test.WorkerAsync()).TryClaimAsync(WarmSet.Empty, Token));
        Assert.Equal("other", (await TestQueue.ClaimAsync(await test.WorkerAsync("w2", Samples.Model, "other"))).Job.Model);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_model_that_a_worker_takes_up_is_claimed_and_one_that_it_gives_up_is_not(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var added = await test.SubmitAsync(job: Samples.Job("added"));
        string[] models = [Samples.Model];
        var worker = await test.WorkerAsync("w1", () => models);
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
        models = [Samples.Model, "added"];
        Assert.Equal(added, (await TestQueue.ClaimAsync(worker)).Id);

        await test.SubmitAsync(job: Samples.Job("added"));
        models = [Samples.Model];
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
        var own = await test.SubmitAsync();
        Assert.Equal(own, (await TestQueue.ClaimAsync(worker)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_sleeping_worker_that_is_told_of_other_models_looks_again(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        string[] models = [Samples.Model];
        var worker = await test.WorkerAsync("w1", () => models);
        Assert.Null(await worker.TryClaimAsync(WarmSet.Empty, Token));
        var claiming = worker.ClaimAsync(() => WarmSet.Empty, Token);
        var id = await test.SubmitAsync(job: Samples.Job("added"));
        models = [Samples.Model, "added"];
        worker.Wake();
        // The poll cannot help: the process's time stands still.
        Assert.Equal(id, (await claiming.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_is_not_woken_for_a_model_that_it_gave_up(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        string[] models = [Samples.Model, "left"];
        var changed = await test.WorkerAsync("changed", () => models);
        Assert.Null(await changed.TryClaimAsync(WarmSet.Empty, Token));
        models = [Samples.Model];
        Assert.Null(await changed.TryClaimAsync(WarmSet.Empty, Token));

        // It was idle longer, so that it would be the one to be woken.
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var serving = await test.WorkerAsync("serving", "left");
        Assert.Null(await serving.TryClaimAsync(WarmSet.Empty, Token));
        var claiming = serving.ClaimAsync(() => WarmSet.Empty, Token);
        var id = await test.SubmitAsync(job: Samples.Job("left"));
        Assert.Equal(id, (await claiming.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Higher_priorities_come_first_and_a_key_is_served_in_order_of_arrival(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        JobPriority[] priorities = [JobPriority.Low, JobPriority.Normal, JobPriority.High, JobPriority.Normal, JobPriority.High];
        var ids = new List<JobId>();
        foreach (var priority in priorities)
            ids.Add(await test.SubmitAsync(test.Submission() with { Priority = priority }));
        var worker = await test.WorkerAsync();
        foreach (int expected in new[] { 2, 4, 1, 3, 0 })
            Assert.Equal(ids[expected], (await TestQueue.ClaimAsync(worker)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Keys_take_turns_however_many_jobs_each_has(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        foreach (string key in new[] { "a", "a", "a", "a", "b", "b", "c" })
            await test.SubmitAsync(key);
        var worker = await test.WorkerAsync();
        var order = new List<string>();
        for (int i = 0; i < 7; i++)
            order.Add((await TestQueue.ClaimAsync(worker)).ApiKeyId);
        Assert.Equal(["a", "b", "c", "a", "b", "a", "a"], order);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_key_that_comes_back_at_every_turn_starves_nobody(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        for (int i = 0; i < 10; i++)
            await test.SubmitAsync("steady");
        var worker = await test.WorkerAsync();
        var order = new List<string>();
        for (int i = 0; i < 10; i++)
        {
            await test.SubmitAsync("returning");
            order.Add((await TestQueue.ClaimAsync(worker)).ApiKeyId);
        }

        Assert.InRange(order.Count(key => key == "steady"), 4, 6);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_cheapest_start_among_the_first_jobs_is_chosen(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.SubmitAsync(job: Samples.Job(loras: ["cold"]));
        var warm = await test.SubmitAsync(job: Samples.Job(loras: ["warm"]));
        var worker = await test.WorkerAsync();
        Assert.Equal(warm, (await TestQueue.ClaimAsync(worker, Samples.Warm(loras: ["warm"]))).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_LoRA_of_one_model_does_not_warm_its_namesake_of_another(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var first = await test.SubmitAsync(job: Samples.Job("m2", loras: ["x"]));
        await test.SubmitAsync(job: Samples.Job("m2", loras: ["y"]));
        var warm = new WarmSet([new WarmModel("m1", [], ["y"]), new WarmModel("m2", [], [])]);
        Assert.Equal(first, (await TestQueue.ClaimAsync(await test.WorkerAsync("w", "m1", "m2"), warm)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Beyond_the_window_nothing_is_preferred(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.Affinity.Window = 2);
        var first = await test.SubmitAsync(job: Samples.Job(loras: ["a"]));
        await test.SubmitAsync(job: Samples.Job(loras: ["b"]));
        await test.SubmitAsync(job: Samples.Job(loras: ["warm"]));
        Assert.Equal(first, (await TestQueue.ClaimAsync(await test.WorkerAsync(), Samples.Warm(loras: ["warm"]))).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_is_passed_over_no_longer_than_the_age_limit(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var cold = await test.SubmitAsync(job: Samples.Job(loras: ["cold"]));
        for (int i = 0; i < 3; i++)
            await test.SubmitAsync(job: Samples.Job(loras: ["warm"]));
        var worker = await test.WorkerAsync();
        var warm = Samples.Warm(loras: ["warm"]);

        // Waiting alone does not count: nobody was preferred yet.
        test.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(cold, (await TestQueue.ClaimAsync(worker, warm)).Id);
        test.Time.Advance(test.Queue.Options.Affinity.AgeLimit - TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(cold, (await TestQueue.ClaimAsync(worker, warm)).Id);
        test.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(cold, (await TestQueue.ClaimAsync(worker, warm)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_waiting_worker_is_woken_by_a_submission(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var worker = await test.WorkerAsync();
        var claiming = worker.ClaimAsync(() => WarmSet.Empty, Token);
        var id = await test.SubmitAsync();
        // The poll cannot help: the process's time stands still.
        Assert.Equal(id, (await claiming.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_idle_worker_with_the_warm_adapter_is_woken_and_no_other(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var cold = await test.WorkerAsync("cold");
        var warm = await test.WorkerAsync("warm");
        Assert.Null(await cold.TryClaimAsync(Samples.Warm(), Token));
        Assert.Null(await warm.TryClaimAsync(Samples.Warm(loras: ["x"]), Token));
        var waitingWarm = warm.ClaimAsync(() => Samples.Warm(loras: ["x"]), Token);
        var waitingCold = cold.ClaimAsync(() => Samples.Warm(), Token);

        var id = await test.SubmitAsync(job: Samples.Job(loras: ["x"]));
        Assert.Equal(id, (await waitingWarm.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
        Assert.False(waitingCold.IsCompleted);
        var other = await test.SubmitAsync(job: Samples.Job(loras: ["x"]));
        Assert.Equal(other, (await waitingCold.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_whose_wake_up_was_lost_looks_by_itself(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var sleeper = await test.WorkerAsync("sleeper");
        var claiming = sleeper.ClaimAsync(() => WarmSet.Empty, Token);
        // Two jobs, of which the other worker, which then dies, took the wake-up.
        var dying = await test.WorkerAsync("dying");
        Assert.Null(await dying.TryClaimAsync(Samples.Warm(), Token));
        var id = await test.SubmitAsync();
        await dying.DisposeAsync();
        while (!claiming.IsCompleted)
        {
            test.ProcessTime.Advance(test.Queue.Options.PollInterval);
            await Task.WhenAny(claiming, Task.Delay(5, Token));
        }

        Assert.Equal(id, (await claiming).Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_unreadable_payload_ends_as_a_dead_letter_and_the_next_job_is_claimed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => (options.MaxStoredBlobSizeBytes, options.Affinity.Window) = (0, 1));
        var poison = await test.SubmitAsync(job: Samples.Job(controlNets: ["c"]));
        test.LoseBlobs();
        var next = await test.SubmitAsync();
        Assert.Equal(next, (await TestQueue.ClaimAsync(await test.WorkerAsync())).Id);
        var snapshot = await test.FindAsync(poison);
        Assert.Equal((JobState.Failed, FailureCode.Internal), (snapshot.State, snapshot.Failure!.Code));
        Assert.Equal(poison, (await test.Queue.DeadLetters.ListAsync(10, Token)).Single().Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_job_whose_parts_cannot_be_read_now_goes_back_unharmed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind, options => options.MaxStoredBlobSizeBytes = 0);
        var id = await test.SubmitAsync(job: Samples.Job(controlNets: ["c"]));
        string part = Assert.Single(test.BlobFiles());
        File.Move(part, part + "-away");
        Directory.CreateDirectory(part);
        var worker = await test.WorkerAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => worker.TryClaimAsync(WarmSet.Empty, Token));
        Assert.Equal((JobState.Queued, 0), ((await test.FindAsync(id)).State, (await test.FindAsync(id)).Attempts));

        Directory.Delete(part);
        File.Move(part + "-away", part);
        var job = await TestQueue.ClaimAsync(worker);
        Assert.Equal((id, 1), (job.Id, job.Attempt));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_overdue_job_is_ended_instead_of_claimed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var late = await test.SubmitAsync(test.Submission() with { StartTimeout = TimeSpan.FromSeconds(5) });
        var next = await test.SubmitAsync();
        test.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(next, (await TestQueue.ClaimAsync(await test.WorkerAsync())).Id);
        Assert.Equal(FailureCode.DeadlineExceeded, (await test.FindAsync(late)).Failure!.Code);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_claim_given_up_at_once_goes_back(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var id = await test.SubmitAsync();
        await using (await TestQueue.ClaimAsync(await test.WorkerAsync()))
        {
            Assert.Equal(JobState.Running, (await test.FindAsync(id)).State);
        }

        var snapshot = await test.FindAsync(id);
        Assert.Equal((JobState.Queued, 0), (snapshot.State, snapshot.Attempts));
    }
}
