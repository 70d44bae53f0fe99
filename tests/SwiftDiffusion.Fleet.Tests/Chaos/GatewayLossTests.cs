using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

public sealed class GatewayLossTests
{
    [Fact]
    public async Task The_gateway_is_killed_while_jobs_are_handed_in_and_comes_back()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, _) = (await fleet.StartGatewayAsync(), await fleet.StartWorkerAsync("w"));
        await gateway.ReadyAsync();
        using var workload = Workload.Start(Workload.ChaosJobs, gateway);

        await workload.AcceptedAsync(150);
        await gateway.Process.KillAsync();
        await gateway.StartAsync();
        await workload.EndedAsync();

        Assert.Equal(Workload.ChaosJobs, (await Invariants.CheckAsync(fleet, workload)).Completed);
    }
}
