using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Tests.Keys;

namespace SwiftDiffusion.Gateway.Tests.Status;

public sealed class StatusApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fleet_is_seen_at_a_glance()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await gateway.SubmitAsync();
        await gateway.WorkAsync();
        await gateway.SubmitAsync();
        using var response = await gateway.GetAsync("v1/status");
        var status = await RunningGateway.JsonOf(response);

        Assert.True(status.GetProperty("ready").GetBoolean());
        Assert.Equal("""{"waiting":1,"running":0,"by_key":[{"key":"anonymous","waiting":1,"running":0}]}""", status.GetProperty("queue").GetRawText());
        Assert.Equal(
            """{"id":"w1","health":"ready","devices":"cpu:0","slots":1,"running":0,"slowdown":1,"models":["tiny","owner/plain"],"warm":{"models":[],"loras":[],"controlnets":[]}}""",
            Assert.Single(status.GetProperty("workers").EnumerateArray()).GetRawText());
        Assert.Equal(["queued", "completed"], status.GetProperty("recent_jobs").EnumerateArray().Select(job => job.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Figures_that_a_worker_tells_are_passed_on()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        var figures = new WorkerFigures
        {
            RowsPerStep = 2.5,
            DeviceBusy = [new DeviceShare("cpu:0", 0.75)],
            AdapterTiers = [new AdapterTierFigures("memory", 3, 1, 4096)],
        };
        var warm = new WarmSet([new WarmModel("tiny", ["canny"], ["pixelart"])]);
        await gateway.Queue.Workers.HeartbeatAsync(QueuedGateway.Worker, new WorkerHeartbeat(WorkerHealth.Ready, 1, warm, 1.5) { Figures = figures }, Token);
        var worker = Assert.Single(await gateway.Queue.Workers.ListAsync(Token));
        Assert.Equal(2.5, worker.Heartbeat.Figures!.RowsPerStep);

        var body = Gateway.Status.WorkerBodies.Of(worker);
        Assert.Equal(1.5, body.Slowdown);
        Assert.Equal(["pixelart"], body.Warm.Loras);
        Assert.Equal((2.5, "cpu:0", 4096L), (body.Figures!.RowsPerStep, body.Figures.DeviceBusy.Single().Device, body.Figures.AdapterTiers.Single().Bytes));
    }

    [Fact]
    public async Task What_other_keys_have_waiting_is_for_operators()
    {
        await using var gateway = await QueuedGateway.StartAsync(options =>
        {
            options.Keys.Add(KeySamples.Options("alice"));
            ApiKeyOptions bob = KeySamples.Options("bob");
            bob.IsOperator = true;
            options.Keys.Add(bob);
        });
        await gateway.SubmitAsync(headers: [KeySamples.Bearer("alice")]);
        await gateway.SubmitAsync(headers: [KeySamples.Bearer("bob")]);
        Assert.Equal(["alice"], await KeysSeenByAsync(gateway, "alice"));
        Assert.Equal(["alice", "bob"], await KeysSeenByAsync(gateway, "bob"));
    }

    private static async Task<string?[]> KeysSeenByAsync(QueuedGateway gateway, string name)
    {
        using var response = await gateway.GetAsync("v1/status", KeySamples.Bearer(name));
        var queue = (await RunningGateway.JsonOf(response)).GetProperty("queue");
        return [.. queue.GetProperty("by_key").EnumerateArray().Select(row => row.GetProperty("key").GetString())];
    }
}
