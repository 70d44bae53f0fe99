using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Workers;

public sealed class WorkerRegistryTests(StoreFixture stores) : QueueTests(stores)
{
    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_is_listed_as_it_described_itself(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var heartbeat = new WorkerHeartbeat(WorkerHealth.Slow, 1, Samples.Warm(["a"], ["b"]), 1.25);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("w 1"), heartbeat, Token);
        var worker = (await test.Queue.Workers.ListAsync(Token)).Single();
        Assert.Equal(("w 1", Samples.Model, 1), (worker.Capabilities.WorkerId, worker.Capabilities.Models.Single().Id, worker.Capabilities.Slots));
        Assert.Equal((WorkerHealth.Slow, 1, 1.25), (worker.Heartbeat.Health, worker.Heartbeat.Running, worker.Heartbeat.Slowdown));
        Assert.Equal(["a"], worker.Heartbeat.Warm.Models.Single().Loras);
        Assert.Equal(test.Time.GetUtcNow(), worker.LastSeen);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_silent_worker_disappears_and_one_that_leaves_too(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var heartbeat = new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("silent"), heartbeat, Token);
        test.Time.Advance(test.Queue.Options.WorkerTimeout);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("alive"), heartbeat, Token);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("leaving"), heartbeat, Token);
        Assert.Equal(3, (await test.Queue.Workers.ListAsync(Token)).Length);
        test.Time.Advance(TimeSpan.FromMilliseconds(1));
        await test.Queue.Workers.LeaveAsync("leaving", Token);
        Assert.Equal("alive", (await test.Queue.Workers.ListAsync(Token)).Single().Capabilities.WorkerId);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_says_how_often_it_beats_and_is_silent_after_three_that_did_not_come(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var interval = TimeSpan.FromSeconds(1);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("w") with { HeartbeatInterval = interval }, new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
        test.Time.Advance(interval * 2);
        var worker = (await test.Queue.Workers.ListAsync(Token)).Single();
        Assert.Equal((interval * 2, interval), (worker.Silence, worker.Capabilities.HeartbeatInterval));
        Assert.Equal((false, true), (worker.IsSilent(interval * 0.9), worker.IsSilent(interval)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Slots_are_those_of_workers_that_take_jobs_of_the_model(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("a", "m"), new WorkerHeartbeat(WorkerHealth.Ready, 1, WarmSet.Empty), Token);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("b", "m", "n"), new WorkerHeartbeat(WorkerHealth.Slow, 0, WarmSet.Empty), Token);
        await test.Queue.Workers.HeartbeatAsync(Samples.Worker("c", "m"), new WorkerHeartbeat(WorkerHealth.Draining, 0, WarmSet.Empty), Token);
        Assert.Equal((2, 1), await test.Queue.Workers.SlotsAsync("m", Token));
        Assert.Equal((0, 0), await test.Queue.Workers.SlotsAsync("other", Token));
    }
}
