using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Chaos;

/// <summary>Leases, deadlines and expiries go by the store's clock: those of gateways and workers may be hours apart.</summary>
public sealed class ClockSkewTests
{
    // A process under libfaketime is several times as slow, so this is fewer jobs than elsewhere, and their leases are longer.
    private const int Jobs = 200;
    private const string Lease = "00:00:05";

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task Clocks_that_are_hours_apart_make_no_difference()
    {
        Assert.SkipWhen(InstalledPrograms.FakeTime is null, InstalledPrograms.NoFakeTime);
        await using var fleet = await TestFleet.OverRedisAsync();
        var gateway = await fleet.StartGatewayAsync(Clock("+5h"));
        var (early, late) = (await fleet.StartWorkerAsync("early", Clock("-3h")), await fleet.StartWorkerAsync("late", Clock("+1h")));
        await gateway.ReadyAsync();
        await early.ReadyAsync();
        await late.ReadyAsync();
        DateTimeOffset[] clocks = [await early.ClockAsync(), TimeProvider.System.GetUtcNow(), await late.ClockAsync(), await gateway.ClockAsync()];
        Assert.All(clocks.Zip(clocks[1..]), pair => Assert.True(pair.Second - pair.First > Least, string.Join(", ", clocks)));
        using var workload = Workload.Start(Jobs, gateway);

        await workload.EndedAsync(50);
        await late.Process.KillAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        var workers = workload.Jobs.SelectMany(job => job.Events).Where(e => e.Kind == "started").Select(e => e.Data.GetProperty("worker").GetString()!.Split('-')[0]);
        Assert.Equal(["early", "late"], workers.Distinct().Order());
        // What the killed worker held came back after a lease, not after hours; what the other held never did.
        Assert.Equal(Jobs, outcome.Completed);
        Assert.DoesNotContain(workload.Jobs.SelectMany(LostWorkers), worker => worker == "early");
    }

    private static (string Name, string Value)[] Clock(string offset) =>
        [("Queue__LeaseDuration", Lease), ("LD_PRELOAD", InstalledPrograms.FakeTime!), ("FAKETIME", offset), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_FORCE_MONOTONIC_FIX", "1")];

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
