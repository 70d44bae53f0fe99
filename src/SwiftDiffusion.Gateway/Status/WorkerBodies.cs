using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Gateway.Status;

/// <summary>Workers in the API's form.</summary>
internal static class WorkerBodies
{
    public static WorkerBody Of(WorkerState worker)
    {
        var (capabilities, heartbeat) = (worker.Capabilities, worker.Heartbeat);
        return new WorkerBody(
            capabilities.WorkerId,
            Word(heartbeat.Health),
            capabilities.Devices,
            capabilities.Slots,
            heartbeat.Running,
            heartbeat.Slowdown,
            [.. capabilities.Models.Select(model => model.Id)],
            Warm(heartbeat.Warm),
            heartbeat.Figures is { } figures ? Figures(figures) : null);
    }

    private static string Word(WorkerHealth health) => health switch
    {
        WorkerHealth.Starting => "starting",
        WorkerHealth.Ready => "ready",
        WorkerHealth.Slow => "slow",
        WorkerHealth.Draining => "draining",
        _ => throw new ArgumentOutOfRangeException(nameof(health), health, null),
    };

    private static WarmBody Warm(WarmSet warm) => new(
        [.. warm.Models.Select(model => model.Model)],
        [.. warm.Models.SelectMany(model => model.Loras).Distinct()],
        [.. warm.Models.SelectMany(model => model.ControlNets).Distinct()]);

    private static FiguresBody Figures(WorkerFigures figures) => new(
        figures.RowsPerStep,
        [.. figures.DeviceBusy.Select(device => new DeviceBusyBody(device.Device, device.Share))],
        [.. figures.AdapterTiers.Select(tier => new AdapterTierBody(tier.Tier, tier.Hits, tier.Misses, tier.Bytes))]);
}
