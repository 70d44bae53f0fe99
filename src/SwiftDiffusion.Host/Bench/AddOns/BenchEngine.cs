using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>The model under measurement on some cores, warm, and requests for it.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly AdapterTiers _tiers;

    private BenchEngine(string model, DeviceGroup devices, ImageEngine engine, AdapterTiers tiers, TimeProvider time)
    {
        (Devices, Engine, _tiers, _time) = (devices, engine, tiers, time);
        Loras = [.. AddOnFolders.Loras(model).OrderBy(lora => lora.Key, StringComparer.Ordinal).Select(lora => lora.Value)];
        ControlNet = AddOnFolders.ControlNets(model).OrderBy(net => net.Key, StringComparer.Ordinal).First().Value;
        int side = engine.Bundle.UNet.SampleSize * engine.Bundle.Vae.Scale;
        Request = RequestBench.Request(side, side, 20) with { NoiseScheduler = "euler" };
        Control = new ControlUse(ControlNet, Circle(side));
    }

    public DeviceGroup Devices { get; }

    public ImageEngine Engine { get; }

    /// <summary>Host-memory bytes of adapters held.</summary>
    public long AdapterBytes => _tiers.HeldBytes;

    public string[] Loras { get; }

    public string ControlNet { get; }

    /// <summary>20 guided steps at the model's own size, one UNet call each.</summary>
    public ImageRequest Request { get; }

    /// <summary>The model's first ControlNet with a circle.</summary>
    public ControlUse Control { get; }

    /// <summary>Opens the model with everything loaded.</summary>
    /// <param name="model">Model folder.</param>
    /// <param name="specs">Devices.</param>
    /// <param name="placement">Where parts of a step run.</param>
    /// <param name="folder">For adapters that are fetched.</param>
    /// <param name="time">Measures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="adapterBytes">Host memory for adapters.</param>
    public static async Task<BenchEngine> OpenAsync(
        string model, IReadOnlyList<DeviceSpec> specs, PlacementPolicy placement, string folder, TimeProvider time, CancellationToken cancellation, long adapterBytes = 1L << 30)
    {
        var devices = DeviceGroup.Open(specs, time);
        var tiers = new AdapterTiers(new AdapterStoreOptions { Folder = Path.Combine(folder, Path.GetRandomFileName()), MemorySizeBytes = adapterBytes }, time);
        var engine = ImageEngine.Load(model, devices, EngineOptions.Default with { Placement = placement, Adapters = tiers }, time);
        var bench = new BenchEngine(model, devices, engine, tiers, time);
        engine.Warm(adapters: true);
        await engine.LoadControlNetAsync(bench.ControlNet, cancellation).ConfigureAwait(false);
        await engine.GenerateAsync(bench.Request with { Controls = [bench.Control] }, null, cancellation).ConfigureAwait(false);
        return bench;
    }

    /// <summary>Seconds of one request.</summary>
    public async Task<double> SecondsAsync(ImageRequest request, CancellationToken cancellation, IStepObserver? observer = null)
    {
        long start = _time.GetTimestamp();
        await Engine.GenerateAsync(request, observer, cancellation).ConfigureAwait(false);
        return _time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Seconds until all of several requests, begun together, are done.</summary>
    public async Task<double> SecondsOfAllAsync(IEnumerable<ImageRequest> requests, CancellationToken cancellation)
    {
        long start = _time.GetTimestamp();
        await Task.WhenAll(requests.Select(request => Engine.GenerateAsync(request, null, cancellation))).ConfigureAwait(false);
        return _time.GetElapsedTime(start).TotalSeconds;
    }

    public AdapterUse Lora(int index) => new(Loras[index % Loras.Length], 0.8f);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync().ConfigureAwait(false);
        Devices.Dispose();
        _tiers.Dispose();
    }

    private static PixelImage Circle(int side)
    {
        byte[] grey = new byte[side * side];
        for (int i = 0; i < grey.Length; i++)
        {
            double distance = double.Hypot((i % side) - (side / 2.0), (i / side) - (side / 2.0));
            grey[i] = (byte)(Math.Abs(distance - (side / 3.0)) < 1.5 ? 255 : 0);
        }

        return PixelImage.FromGrey(grey, side, side);
    }
}
