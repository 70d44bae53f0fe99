using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>The model under measurement on some devices, warm, and requests for it.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly AdapterTiers _tiers;

    private BenchEngine(AddOnContext context, DeviceGroup devices, ImageEngine engine, AdapterTiers tiers)
    {
        (Devices, Engine, _tiers, _time) = (devices, engine, tiers, context.Time);
        Loras = [.. AddOnFolders.Loras(context.Model).OrderBy(lora => lora.Key, StringComparer.Ordinal).Select(lora => lora.Value)];
        ControlNets = [.. AddOnFolders.ControlNets(context.Model).OrderBy(net => net.Key, StringComparer.Ordinal).Select(net => net.Value)];
        int side = context.IsLarge ? AddOnContext.LargeSide : engine.Bundle.UNet.SampleSize * engine.Bundle.Vae.Scale;
        Request = RequestBench.Request(side, side, 20) with { NoiseScheduler = "euler" };
        if (ControlNets.Length == 0)
            throw new CommandException($"{context.Model} has no ControlNet in controlnet/; the bench needs one");
        Control = new ControlUse(ControlNets[0], Circle(side));
    }

    public DeviceGroup Devices { get; }

    public ImageEngine Engine { get; }

    /// <summary>Host-memory bytes of adapters held.</summary>
    public long AdapterBytes => _tiers.HeldBytes;

    public string[] Loras { get; }

    public string[] ControlNets { get; }

    /// <summary>20 guided steps at the model's own size, one UNet call each; smaller for a large model.</summary>
    public ImageRequest Request { get; }

    /// <summary>The model's first ControlNet with a circle.</summary>
    public ControlUse Control { get; }

    /// <summary>Opens the model with everything loaded.</summary>
    /// <param name="context">Which model.</param>
    /// <param name="specs">Devices.</param>
    /// <param name="placement">Where parts of a step run.</param>
    /// <param name="adapterBytes">Host memory for adapters.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BenchEngine> OpenAsync(
        AddOnContext context, IReadOnlyList<DeviceSpec> specs, PlacementPolicy placement, long adapterBytes, CancellationToken cancellation)
    {
        var devices = DeviceGroup.Open(specs, context.Time);
        var tiers = new AdapterTiers(
            new AdapterStoreOptions
            {
                Folder = Path.Combine(context.Folder, Path.GetRandomFileName()),
                MemorySizeBytes = adapterBytes,
                MaxAttempts = 2,
                RetryDelay = TimeSpan.FromMilliseconds(10),
            },
            context.Time);
        var engine = ImageEngine.Load(context.Model, devices, EngineOptions.Default with { Placement = placement, Adapters = tiers }, context.Time);
        var bench = new BenchEngine(context, devices, engine, tiers);
        engine.Warm(adapters: bench.Loras.Length > 0);
        foreach (string controlNet in bench.ControlNets)
            await engine.LoadControlNetAsync(controlNet, cancellation).ConfigureAwait(false);
        await engine.GenerateAsync(bench.WarmUp(context.IsLarge), null, cancellation).ConfigureAwait(false);
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

    /// <summary>Touches every weight once; the steps of a large model take seconds.</summary>
    private ImageRequest WarmUp(bool isLarge) => Request with
    {
        Controls = [Control],
        InferenceSteps = isLarge ? 2 : Request.InferenceSteps,
        GuidanceScale = isLarge ? 1 : Request.GuidanceScale,
    };

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
