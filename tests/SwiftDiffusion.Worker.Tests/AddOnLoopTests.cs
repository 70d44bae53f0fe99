using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Worker.Tests;

public sealed class AddOnLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registered_adapter_is_checked_and_then_offered_without_a_restart()
    {
        await using var worker = await RunningWorker.StartAsync();
        await worker.Queue.AddOns.AddAsync(Registration("far"), Token);
        var state = await worker.RegisteredAsync(state => state.Capabilities.Models[0].Loras.Contains("far"));
        Assert.Equal("far", state.Capabilities.Models[0].Loras.Single());
        Assert.Equal((AddOnState.Ready, 7L), await FindAsync(worker, "far") is { } entry ? (entry.State, entry.SizeBytes) : default);

        await worker.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token);
        await worker.RegisteredAsync(state => state.Capabilities.Models[0].Loras.IsEmpty);
    }

    [Fact]
    public async Task A_registered_models_jobs_are_worked_on_without_a_restart_until_it_is_removed()
    {
        await using var worker = await RunningWorker.StartAsync(configure: options => options.PollInterval = TimeSpan.FromHours(1));
        await worker.Queue.AddOns.AddAsync(Registration("new") with { Kind = AddOnKind.Model, Model = "new" }, Token);
        await worker.RegisteredAsync(state => state.Capabilities.Models.Length == 2);
        var first = await worker.SubmitAsync(Samples.Job with { Model = "new" });
        var begun = await worker.Engine.NextAsync();
        Assert.Equal("new", begun.Job.Model);

        await worker.Queue.AddOns.RemoveAsync(AddOnKind.Model, "new", Token);
        await worker.RegisteredAsync(state => state.Capabilities.Models.Length == 1);
        var late = await worker.SubmitAsync(Samples.Job with { Model = "new" });
        var own = await worker.SubmitAsync();
        Assert.Equal(Samples.Model, (await worker.Engine.NextAsync()).Job.Model);
        Assert.Equal(JobState.Running, (await worker.Queue.Jobs.FindAsync(own, Token))!.State);
        Assert.Equal(JobState.Queued, (await worker.Queue.Jobs.FindAsync(late, Token))!.State);
        begun.End(Samples.Result);
        Assert.Equal(JobState.Completed, (await worker.EndOfAsync(first)).State);
    }

    [Fact]
    public async Task What_is_registered_before_the_worker_starts_is_there_at_its_first_job()
    {
        await using var first = await RunningWorker.StartAsync();
        await first.Queue.AddOns.AddAsync(Registration("far") with { IsFetchedOnUse = true }, Token);
        await first.RegisteredAsync(state => state.Capabilities.Models[0].Loras.Contains("far"));
        await first.SubmitAsync();
        await first.Engine.NextAsync();
        Assert.Equal(["far"], first.Engine.Models[0].Loras);
    }

    [Fact]
    public async Task One_that_does_not_fit_fails_with_its_reason_and_is_never_offered()
    {
        var engine = new FakeEngine { Check = (_, _, _) => Task.FromResult<AddOnOutcome>(new AddOnOutcome.Refused("is for another model")) };
        await using var worker = await RunningWorker.StartAsync(engine);
        await worker.Queue.AddOns.AddAsync(Registration("far"), Token);
        var entry = await UntilAsync(worker, "far", AddOnState.Failed);
        Assert.Equal("is for another model", entry.Reason);
        Assert.Empty(worker.Engine.Models[0].Loras);
    }

    [Fact]
    public async Task A_bug_in_a_check_fails_that_add_on_alone()
    {
        var engine = new FakeEngine { Check = (addOn, _, _) => addOn.Name == "bad" ? throw new InvalidOperationException("a bug") : Good() };
        await using var worker = await RunningWorker.StartAsync(engine);
        await worker.Queue.AddOns.AddAsync(Registration("bad"), Token);
        await worker.Queue.AddOns.AddAsync(Registration("good"), Token);
        await UntilAsync(worker, "good", AddOnState.Ready);
        Assert.Equal("could not be checked; the worker's log has the cause", (await UntilAsync(worker, "bad", AddOnState.Failed)).Reason);
    }

    [Fact]
    public async Task How_far_it_is_is_told_and_removing_it_stops_the_transfer()
    {
        var stopped = new TaskCompletionSource();
        var engine = new FakeEngine { Check = (_, progress, token) => TransferAsync(progress, stopped, token) };
        await using var worker = await RunningWorker.StartAsync(engine);
        await worker.Queue.AddOns.AddAsync(Registration("far"), Token);
        while (await FindAsync(worker, "far") is not { ReceivedBytes: 3, TotalBytes: 10 })
            await Task.Yield();
        await worker.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token);
        await stopped.Task;
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_its_transfer_to_another()
    {
        var engine = new FakeEngine { Check = (_, progress, token) => TransferAsync(progress, new TaskCompletionSource(), token) };
        await using var worker = await RunningWorker.StartAsync(engine);
        await worker.Queue.AddOns.AddAsync(Registration("far"), Token);
        await UntilAsync(worker, "far", AddOnState.Fetching);
        await worker.StopAsync();
        Assert.Equal(AddOnState.Pending, (await FindAsync(worker, "far"))!.State);
    }

    [Fact]
    public async Task A_slow_source_does_not_keep_the_others_waiting()
    {
        var engine = new FakeEngine { Check = (addOn, progress, token) => addOn.Name == "slow" ? TransferAsync(progress, new TaskCompletionSource(), token) : Good() };
        await using var worker = await RunningWorker.StartAsync(engine);
        await worker.Queue.AddOns.AddAsync(Registration("slow"), Token);
        await worker.Queue.AddOns.AddAsync(Registration("quick"), Token);
        await UntilAsync(worker, "quick", AddOnState.Ready);
        Assert.Equal(AddOnState.Fetching, (await FindAsync(worker, "slow"))!.State);
    }

    [Fact]
    public async Task What_is_to_be_warm_is_taken_into_memory()
    {
        await using var worker = await RunningWorker.StartAsync();
        await worker.Queue.AddOns.AddAsync(Registration("far"), Token);
        await UntilAsync(worker, "far", AddOnState.Ready);
        await worker.Queue.AddOns.WarmAsync(AddOnKind.Adapter, "far", Token);
        Assert.Equal("far", await worker.Engine.Warmed.Reader.ReadAsync(Token));
    }

    private static Task<AddOnOutcome> Good() => Task.FromResult<AddOnOutcome>(new AddOnOutcome.Accepted(new string('a', 64), 7));

    /// <summary>A transfer that stands still until it is stopped. Told again and again, as the worker's clock stands.</summary>
    private static async Task<AddOnOutcome> TransferAsync(IProgress<AddOnProgress> progress, TaskCompletionSource stopped, CancellationToken token)
    {
        progress.Report(new AddOnProgress(3, 10));
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            stopped.TrySetResult();
        }

        return await Good();
    }

    private static AddOnRegistration Registration(string name) => new()
    {
        Kind = AddOnKind.Adapter,
        Name = name,
        Model = Samples.Model,
        Source = new Uri("https://example.com/far.safetensors"),
        AddedBy = "alice",
        AddedAt = DateTimeOffset.UnixEpoch,
    };

    private static Task<AddOnEntry?> FindAsync(RunningWorker worker, string name) => worker.Queue.AddOns.FindAsync(AddOnKind.Adapter, name, Token);

    private static async Task<AddOnEntry> UntilAsync(RunningWorker worker, string name, AddOnState state)
    {
        while (true)
        {
            if (await FindAsync(worker, name) is { } entry && entry.State == state)
                return entry;
            await Task.Yield();
        }
    }
}
