using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Bench.AddOns.Fleet;

/// <summary>An engine on emulated devices that serves by one policy. Seconds are emulated ones.</summary>
internal sealed class EmulatedFleet : IAsyncDisposable
{
    /// <summary>Small, because emulated devices take the same time for any size and the host's own work should not matter.</summary>
    private const int Side = 64;

    private static readonly PixelImage Blank = PixelImage.FromGrey(new byte[Side * Side], Side, Side);

    private readonly ImmutableArray<string> _controlNets;
    private readonly FleetPolicy _policy;
    private readonly FleetSetting _setting;
    private readonly DeviceProfile _profile;
    private readonly SlowAdapterServer _store;
    private readonly TimeProvider _time;
    private readonly double _scale;
    private readonly AdapterTiers _tiers;
    private readonly DeviceGroup _devices;
    private readonly ImageEngine _engine;

    /// <param name="context">The model whose shapes are used, the store of its LoRAs and the time.</param>
    /// <param name="controlNets">ControlNets of that model, as many as the setting asks for.</param>
    /// <param name="policy">How to serve.</param>
    /// <param name="setting">What requests ask.</param>
    /// <param name="scale">Emulated seconds per real one.</param>
    public EmulatedFleet(AddOnContext context, IEnumerable<string> controlNets, FleetPolicy policy, FleetSetting setting, double scale)
    {
        _controlNets = [.. controlNets.Take(setting.ControlNets)];
        (_policy, _setting, _store, _time, _scale) = (policy, setting, context.Store, context.Time, scale);
        _profile = policy.Profile(DeviceProfileReader.Read("h800-sdxl"));
        _tiers = new AdapterTiers(new AdapterStoreOptions { Folder = Path.Combine(context.Folder, "fleet") }, _time);
        DeviceCount = policy.Devices(setting);
        _devices = DeviceGroup.Open([.. Enumerable.Range(0, DeviceCount).Select(number => DeviceSpec.Emulated(_profile, number))], _time, _scale);
        var options = EngineOptions.Default with { Placement = policy.Placement, Adapters = _tiers, ControlNetBudgetBytes = long.MaxValue };
        _engine = ImageEngine.Load(context.Model, _devices, options, _time);
    }

    public int DeviceCount { get; }

    /// <summary>Loads every network on every device, as the published measurements had them.</summary>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        _engine.Warm(adapters: true);
        foreach (string folder in _controlNets)
            await _engine.LoadControlNetAsync(folder, cancellation).ConfigureAwait(false);
        await RunAsync(0, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes one picture of the setting.</summary>
    /// <param name="number">Tells requests apart.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Seconds it took.</returns>
    public async Task<double> RunAsync(int number, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        await _engine.GenerateAsync(Request(number), observer: null, cancellation).ConfigureAwait(false);
        return (_time.GetElapsedTime(start).TotalSeconds * _scale) + _policy.PauseSeconds(_profile.Adapter, _setting.Loras);
    }

    /// <summary>Pictures per device and minute while that many requests are under way; the end, when fewer are left, included.</summary>
    public async Task<double> SaturateAsync(int clients, int pictures, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        int begun = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref begun) is var number && number <= pictures)
                await RunAsync(number, cancellation).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return pictures / (_time.GetElapsedTime(start).TotalMinutes * _scale) / DeviceCount;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().ConfigureAwait(false);
        _devices.Dispose();
        _tiers.Dispose();
    }

    private ImageRequest Request(int number) => RequestBench.Request(Side, Side, FleetSetting.InferenceSteps) with
    {
        Seed = (ulong)number,
        // One call of the UNet a step, as in the published measurements.
        NoiseScheduler = "euler",
        AdapterTiming = _policy.Timing,
        Adapters = [.. Enumerable.Range(0, _setting.Loras).Select(Adapter)],
        Controls = [.. _controlNets.Select(folder => new ControlUse(folder, Blank))],
    };

    private AdapterUse Adapter(int index) => new(_store.Cold(TimeSpan.FromSeconds(_policy.FetchSeconds(_profile.Adapter, index) / _scale)), 0.5f);
}
