using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

public sealed class StoreLossTests
{
    [Fact]
    public Task Redis_is_stopped_and_started_again() => RunAsync(async redis =>
    {
        await redis.StopAsync();
        await redis.StartAsync();
    });

    /// <summary>With <c>everysec</c> Redis may answer before it has written anything, while the disk is busy: what it said last is then lost with it.</summary>
    [Fact]
    public Task Redis_that_writes_before_it_answers_is_killed_and_started_again() => RunAsync(
        async redis =>
        {
            await redis.KillAsync();
            await redis.StartAsync();
        },
        fsync: "always");

    [Fact]
    public Task Redis_is_cut_off_for_longer_than_a_lease() => RunAsync(async redis =>
    {
        redis.Freeze();
        long start = TimeProvider.System.GetTimestamp();
        await Patience.UntilAsync("a lease is over", () => Task.FromResult(TimeProvider.System.GetElapsedTime(start) > TestFleet.Lease * 1.5));
        redis.Thaw();
    });

    private static async Task RunAsync(Func<RedisProcess, Task> disturb, string fsync = "everysec")
    {
        await using var fleet = await TestFleet.OverRedisAsync(fsync);
        var (gateway, worker) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("w"));
        await gateway.ReadyAsync();
        using var workload = Workload.Start(Workload.ChaosJobs, gateway);

        await workload.EndedAsync(100);
        await disturb(fleet.Redis!);
        await workload.EndedAsync();

        await Invariants.CheckAsync(fleet, workload);
        await gateway.ReadyAsync();
        await worker.ReadyAsync();
    }
}
