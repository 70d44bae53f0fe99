using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

public sealed class PoisonJobTests
{
    private const int Jobs = 60;

    /// <summary>So many steps that its worker is still at it when it is killed.</summary>
    private const int ManySteps = 900;

    [Fact]
    public async Task A_job_that_costs_every_worker_its_life_is_given_up_and_the_others_are_done()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var gateway = await fleet.StartGatewayAsync();
        var workers = new Dictionary<string, ServerProcess> { ["w"] = await fleet.StartWorkerAsync("w"), ["v"] = await fleet.StartWorkerAsync("v") };
        await gateway.ReadyAsync();
        var poison = Workload.Body(seed: 13, ManySteps);
        using var workload = Workload.Start([.. Enumerable.Range(0, Jobs).Select(i => i == 10 ? poison : Workload.Body(i, steps: 10))], gateway);

        // Whoever takes it dies of it.
        var job = workload.Jobs.Single(job => job.Body == poison);
        await workload.AcceptedAsync(Jobs);
        await foreach (var seen in workload.Client.EventsAsync(job.Id))
        {
            if (seen.Kind != "started")
                continue;
            var worker = workers[seen.Data.GetProperty("worker").GetString()!.Split('-')[0]];
            await worker.Process.KillAsync();
            await worker.StartAsync();
        }

        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        Assert.Equal((Jobs - 1, 1), (outcome.Completed, outcome.Failed));
        Assert.Equal(TestFleet.MaxAttempts, job.Events.Count(e => e.Kind == "started"));
        var error = job.End.Data.GetProperty("error");
        Assert.Equal("device_lost", error.GetProperty("code").GetString());
        Assert.Contains("given up after 3 attempts", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
