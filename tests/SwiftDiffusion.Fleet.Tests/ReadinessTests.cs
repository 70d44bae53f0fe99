using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests;

/// <summary>
/// A question asked two seconds after the loss, or later, is answered with not ready, however busy the machine: the server decides by what it last heard and
/// when, at the moment it is asked.
/// </summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    [Fact]
    public Task A_store_that_was_killed_is_noticed_by_both_roles() =>
        LoseAsync(fleet => fleet.Redis!.KillAsync(), fleet => fleet.Redis!.StartAsync());

    [Fact]
    public Task A_store_that_answers_nobody_is_noticed_by_both_roles() => LoseAsync(
        fleet =>
        {
            fleet.Redis!.Freeze();
            return Task.CompletedTask;
        },
        fleet =>
        {
            fleet.Redis!.Thaw();
            return Task.CompletedTask;
        });

    [Fact]
    public async Task A_gateway_without_workers_is_not_ready_whether_they_died_hang_or_left()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, one) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("one"));
        var other = await fleet.StartWorkerAsync("other");
        await gateway.ReadyAsync();
        await other.ReadyAsync();

        // One of two does not matter.
        await one.Process.KillAsync();
        await AssertStaysReadyAsync(gateway);

        other.Process.Freeze();
        await AssertNotReadyAsync(gateway);
        other.Process.Thaw();
        await gateway.ReadyAsync();

        await other.Process.KillAsync();
        await AssertNotReadyAsync(gateway);
        await one.StartAsync();
        await gateway.ReadyAsync();

        await one.StopAsync();
        await AssertNotReadyAsync(gateway);
        Assert.True(await gateway.IsLiveAsync());
    }

    private static async Task LoseAsync(Func<TestFleet, Task> lose, Func<TestFleet, Task> recover)
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, worker) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("w"));
        await gateway.ReadyAsync();
        await worker.ReadyAsync();

        await lose(fleet);
        await AssertNotReadyAsync(gateway, worker);
        Assert.True(await gateway.IsLiveAsync() && await worker.IsLiveAsync());

        await recover(fleet);
        await gateway.ReadyAsync();
        await worker.ReadyAsync();
    }

    private static async Task AssertNotReadyAsync(params ServerProcess[] servers)
    {
        await PromiseIsOverAsync();
        foreach (var server in servers)
            Assert.False(await server.IsReadyAsync(), $"{server.Address} was ready {Promise} after the loss");
    }

    private static async Task AssertStaysReadyAsync(ServerProcess server)
    {
        await PromiseIsOverAsync();
        await server.ReadyAsync();
    }

    private static Task PromiseIsOverAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        return Patience.UntilAsync($"{Promise} are over", () => Task.FromResult(TimeProvider.System.GetElapsedTime(start) >= Promise));
    }
}
