using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

/// <summary>Leases, deadlines and expiries go by the store's clock: those of gateways and workers may be hours apart.</summary>
public sealed class ClockSkewTests
{
    /// <summary>Where a lease that is lost would be a clock's doing, however busy the machine.</summary>
    private static readonly (string, string) Lease = ("Queue__LeaseDuration", "00:00:10");

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Clocks_that_are_hours_apart_make_no_difference()
    {
        Assert.SkipWhen(InstalledPrograms.Compiler is null, InstalledPrograms.NoCompiler);
        await using var fleet = await TestFleet.OverRedisAsync();
        string library = await SkewedClock.CompileAsync(fleet.Folder);
        (string, string)[] Clock(int hours) => [Lease, .. SkewedClock.By(TimeSpan.FromHours(hours), library)];
        var gateway = await fleet.StartGatewayAsync(Clock(5));
        var (early, late) = (await fleet.StartWorkerAsync("early", Clock(-3)), await fleet.StartWorkerAsync("late", Clock(1)));
        await gateway.ReadyAsync();
        await early.ReadyAsync();
        await late.ReadyAsync();
        DateTimeOffset[] clocks = [await early.ClockAsync(), TimeProvider.System.GetUtcNow(), await late.ClockAsync(), await gateway.ClockAsync()];
        Assert.All(clocks.Zip(clocks[1..]), pair => Assert.True(pair.Second - pair.First > Least, string.Join(", ", clocks)));
        using var workload = Workload.Start(Workload.ChaosJobs, gateway);

        await workload.EndedAsync(100);
        await late.Process.KillAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        var workers = workload.Jobs.SelectMany(job => job.Events).Where(e => e.Kind == "started").Select(e => e.Data.GetProperty("worker").GetString()!.Split('-')[0]);
        Assert.Equal(["early", "late"], workers.Distinct().Order());
        // What the killed worker held came back after a lease, not after hours; what the other held never did.
        Assert.Equal(Workload.ChaosJobs, outcome.Completed);
        Assert.DoesNotContain(workload.Jobs.SelectMany(LostWorkers), worker => worker == "early");
    }

    /// <summary>Who had the job when it went back into the line.</summary>
    private static IEnumerable<string> LostWorkers(TrackedJob job)
    {
        string worker = "";
        foreach (var seen in job.Events)
        {
            if (seen.Kind == "started")
                worker = seen.Data.GetProperty("worker").GetString()!.Split('-')[0];
            else if (seen.Kind == "retried")
                yield return worker;
        }
    }
}
