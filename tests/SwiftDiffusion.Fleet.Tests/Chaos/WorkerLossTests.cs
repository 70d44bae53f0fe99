using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

public sealed class WorkerLossTests
{
    [Fact]
    public async Task The_only_worker_is_killed_and_another_takes_its_place()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, worker) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("w"));
        await gateway.ReadyAsync();
        using var workload = Workload.Start(Workload.ChaosJobs, gateway);

        await workload.EndedAsync(100);
        await worker.Process.KillAsync();
        await worker.StartAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        Assert.True(outcome.TriedAgain > 0, "the worker was killed between jobs");
    }

    [Fact]
    public async Task One_of_two_workers_is_killed_and_the_other_does_its_work()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, worker) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("w"));
        var other = await fleet.StartWorkerAsync("v");
        await gateway.ReadyAsync();
        await other.ReadyAsync();
        using var workload = Workload.Start(Workload.ChaosJobs, gateway);

        await workload.EndedAsync(100);
        await worker.Process.KillAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        Assert.True(outcome.TriedAgain > 0, "the worker was killed between jobs");
        Assert.True(await gateway.IsReadyAsync());
    }
}
