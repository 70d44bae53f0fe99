using System.Globalization;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Bench.AddOns.Fleet;

/// <summary>
/// Published workflows and ours on the same emulated H800s, for the seven requests of Katz's evaluation: (1) each alone, the first two against their published
/// seconds, (2) under saturation, in pictures per device and minute; the published two serve one request at a time, so that theirs follows from the seconds.
/// </summary>
internal sealed class FleetRows(AddOnContext context)
{
    private const double PublishedTolerance = 0.10, LatencyBar = 1.05, ThroughputBar = 1.25;
    private const int ClientsPerDevice = 8, PicturesPerClient = 2, Runs = 3;

    /// <summary>A step over several devices hands over several times, and the host's own share of that would be counted as often as time is scaled.</summary>
    private const double RealTime = 1;

    /// <summary>Four rows for each setting: the two reproductions, our latency and our throughput.</summary>
    public async Task<List<AddOnRow>> RunAsync(Action<double> progress, CancellationToken cancellation)
    {
        string[] controlNets = [.. DistinctControlNets()];
        var rows = new List<AddOnRow>();
        // The first setting would pay for what the process compiles.
        await RunAsync(FleetSetting.Published[^1], controlNets, cancellation).ConfigureAwait(false);
        foreach (var setting in FleetSetting.Published)
        {
            rows.AddRange(await RunAsync(setting, controlNets, cancellation).ConfigureAwait(false));
            progress((double)rows.Count / (FleetSetting.Published.Length * 4));
        }

        return rows;
    }

    private async Task<AddOnRow[]> RunAsync(FleetSetting setting, string[] controlNets, CancellationToken cancellation)
    {
        // 1. Alone.
        double serial = await AloneAsync(FleetPolicy.Serial, context.Arguments.TimeScale).ConfigureAwait(false);
        double dedicated = await AloneAsync(FleetPolicy.Dedicated, RealTime).ConfigureAwait(false);
        double ours = await AloneAsync(FleetPolicy.Ours, RealTime).ConfigureAwait(false);

        // 2. Saturated.
        double best = Math.Max(60 / serial, 60 / dedicated / setting.DedicatedDevices);
        double saturated = await WithFleetAsync(
            FleetPolicy.Ours, context.Arguments.TimeScale, fleet => fleet.SaturateAsync(fleet.DeviceCount * ClientsPerDevice, fleet.DeviceCount * ClientsPerDevice * PicturesPerClient, cancellation)).ConfigureAwait(false);
        return
        [
            Reproduced(setting, FleetPolicy.Serial, serial, setting.SerialSeconds),
            Reproduced(setting, FleetPolicy.Dedicated, dedicated, setting.DedicatedSeconds),
            AddOnRow.AtMost($"{setting}: ours alone vs dedicated", Text($"{ours:0.00} s against {dedicated:0.00} s"), ours / dedicated, LatencyBar),
            AddOnRow.AtLeast(
                $"{setting}: ours saturated vs the better", Text($"{saturated:0.0} pictures per device and minute against {best:0.0}"), saturated / best, ThroughputBar),
        ];

        Task<double> AloneAsync(FleetPolicy policy, double scale) => WithFleetAsync(policy, scale, async fleet =>
        {
            var seconds = new List<double>();
            for (int run = 0; run < Runs; run++)
                seconds.Add(await fleet.RunAsync(run, cancellation).ConfigureAwait(false));
            return Measurement.Median(seconds);
        });

        async Task<double> WithFleetAsync(FleetPolicy policy, double scale, Func<EmulatedFleet, Task<double>> measure)
        {
            await using var fleet = new EmulatedFleet(context, controlNets, policy, setting, scale);
            await fleet.WarmAsync(cancellation).ConfigureAwait(false);
            return await measure(fleet).ConfigureAwait(false);
        }
    }

    private static AddOnRow Reproduced(FleetSetting setting, FleetPolicy policy, double seconds, double published) => new(
        $"{setting}: {policy.Name} vs published", Text($"{seconds:0.00} s against {published:0.00} s"), seconds / published,
        Text($"within {PublishedTolerance:0 %}"), Math.Abs((seconds / published) - 1) <= PublishedTolerance);

    /// <summary>As many different networks as the largest setting asks for: emulated ones need not differ in what they hold.</summary>
    private IEnumerable<string> DistinctControlNets()
    {
        string original = Models.AddOnFolders.ControlNets(context.Model).Values.Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new DeviceUnavailableException($"{context.Model} has no ControlNet; the emulated fleet needs one for its shapes");
        for (int i = 0; i < FleetSetting.Published.Max(setting => setting.ControlNets); i++)
        {
            string link = Path.Combine(context.Folder, $"controlnet-{i}");
            Directory.CreateSymbolicLink(link, Path.GetFullPath(original));
            yield return link;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
