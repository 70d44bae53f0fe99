using System.Diagnostics.Metrics;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Engine;
using SwiftDiffusion.Host.Telemetry;

namespace SwiftDiffusion.Host.Tests.Telemetry;

public sealed class EngineFiguresTests
{
    [Fact]
    public void Adapters_found_further_down_were_missed_above()
    {
        using var meter = new Meter(EngineTelemetry.Name);
        var uses = meter.CreateCounter<long>("swiftdiffusion.adapter.uses");
        using var figures = new EngineFigures(TimeProvider.System);
        var before = Tier(figures.Look(), "memory");
        uses.Add(3, new KeyValuePair<string, object?>("tier", "memory"));
        uses.Add(2, new KeyValuePair<string, object?>("tier", "disk"));

        // Other tests' engines count on the same meter.
        var after = Tier(figures.Look(), "memory");
        Assert.InRange(after.Hits - before.Hits, 3, long.MaxValue);
        Assert.InRange(after.Misses - before.Misses, 2, long.MaxValue);
    }

    [Fact]
    public void A_device_is_known_by_its_share_of_time()
    {
        using var meter = new Meter(EngineTelemetry.Name);
        var busy = meter.CreateCounter<double>("swiftdiffusion.engine.device.busy");
        using var figures = new EngineFigures(TimeProvider.System);
        busy.Add(1_000_000, new KeyValuePair<string, object?>("device", "test:0"));

        Assert.Equal(1, Share(figures.Look()));
        Assert.Equal(0, Share(figures.Look()));
    }

    private static AdapterTierFigures Tier(WorkerFigures figures, string name) => figures.AdapterTiers.Single(tier => tier.Tier == name);

    private static double Share(WorkerFigures figures) => figures.DeviceBusy.Single(device => device.Device == "test:0").Share;
}
