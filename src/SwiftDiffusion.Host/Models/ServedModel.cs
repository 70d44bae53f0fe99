using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Host.Models;

/// <summary>A model folder being served: its engine, and the add-ons by name, those found in it and those registered since.</summary>
public sealed class ServedModel : IAsyncDisposable
{
    private const int DefaultInferenceSteps = 20;
    private const double DefaultGuidanceScale = 7;

    private readonly NamedAddOns _own;
    private readonly Uses _uses = new();
    private volatile Offering _offering;

    private ServedModel(ImageEngine engine, string folder, NamedAddOns own)
    {
        Engine = engine;
        _own = own;
        _offering = new Offering(own, Describe(folder, own));
    }

    public ImageEngine Engine { get; }

    public ModelInfo Info => _offering.Info;

    /// <summary>The add-ons that requests may name now. Whoever needs several looks once.</summary>
    public NamedAddOns AddOns => _offering.AddOns;

    /// <summary>Opens a model folder.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="devices">Where it runs.</param>
    /// <param name="options">How the engine works, and where its adapters come from.</param>
    /// <param name="added">LoRAs besides those that the folder names.</param>
    /// <param name="name">The model's id; null for the folder's name.</param>
    /// <exception cref="Onnx.ModelFormatException">Not a model, or a list of adapters that is malformed.</exception>
    public static ServedModel Open(string folder, DeviceGroup devices, EngineOptions options, IEnumerable<NamedAdapter> added, string? name = null)
    {
        var own = new NamedAddOns(AdapterNames.Of(folder, added), AddOnFolders.ControlNets(folder));
        return new ServedModel(ImageEngine.Load(folder, devices, options, TimeProvider.System, name), folder, own);
    }

    /// <summary>Keeps the model open until the answer is disposed.</summary>
    /// <returns>Null when it is about to be closed.</returns>
    internal IDisposable? TryUse() => _uses.TryBegin();

    /// <summary>Lets nobody new use the model and waits for the others.</summary>
    internal Task EndUsesAsync() => _uses.EndAsync();

    /// <summary>Offers add-ons besides the model's own, in place of those of the call before. Where names meet, the model's own win.</summary>
    /// <param name="adapters">LoRAs.</param>
    /// <param name="controlNets">ControlNets, each with its folder.</param>
    public void Offer(IEnumerable<NamedAdapter> adapters, IEnumerable<(string Name, string Folder)> controlNets)
    {
        var addOns = _own.With(adapters, controlNets);
        _offering = new Offering(addOns, Info with { Loras = addOns.LoraNames, ControlNets = addOns.ControlNetNames });
    }

    /// <summary>
    /// Creates every session, opens every ControlNet and makes one small picture with each kind of graph, so that the first request is as fast as the
    /// others: code is compiled and memory is taken when it first runs.
    /// </summary>
    /// <exception cref="Onnx.ModelFormatException">An add-on does not fit the model.</exception>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        await Task.Run(() => Engine.Warm(adapters: _own.Loras.Count > 0), cancellation).ConfigureAwait(false);
        foreach (string folder in _own.ControlNets.Values)
            await Engine.LoadControlNetAsync(folder, cancellation).ConfigureAwait(false);
        var plain = SmallRequest();
        await Engine.GenerateAsync(plain, observer: null, cancellation).ConfigureAwait(false);
        if (_own.Loras.Count + _own.ControlNets.Count == 0)
            return;
        var blank = PixelImage.FromGrey(new byte[plain.Width * plain.Height], plain.Width, plain.Height);
        var full = plain with
        {
            // Fetching is for whoever needs the adapter.
            Adapters = [.. _own.Loras.Values.OfType<AdapterSource.LocalFile>().Take(1).Select(source => new AdapterUse(source, 1))],
            Controls = [.. _own.ControlNets.Values.Select(folder => new ControlUse(folder, blank))],
        };
        await Engine.GenerateAsync(full, observer: null, cancellation).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    /// <summary>A picture as small as the model's own resolution levels allow.</summary>
    private ImageRequest SmallRequest()
    {
        int side = Engine.Bundle.Vae.Scale << (Engine.Bundle.UNet.BlockChannels.Length - 1);
        return new ImageRequest { Prompt = "", Width = side, Height = side, InferenceSteps = 2, GuidanceScale = (float)DefaultGuidanceScale, Seed = 0 };
    }

    private ModelInfo Describe(string folder, NamedAddOns own)
    {
        var bundle = Engine.Bundle;
        int side = bundle.UNet.SampleSize * bundle.Vae.Scale;
        return new ModelInfo
        {
            Id = bundle.Name,
            Created = File.GetLastWriteTimeUtc(Path.Combine(folder, "model_index.json")),
            Kind = ModelFamily.Of(bundle),
            DefaultWidth = side,
            DefaultHeight = side,
            DefaultInferenceSteps = DefaultInferenceSteps,
            DefaultGuidanceScale = DefaultGuidanceScale,
            DefaultNoiseScheduler = NoiseSchedulerCatalog.NameOf(Engine.DefaultNoiseScheduler),
            NoiseSchedulers = [.. NoiseSchedulerCatalog.Names],
            Loras = own.LoraNames,
            ControlNets = own.ControlNetNames,
        };
    }

    private sealed record Offering(NamedAddOns AddOns, ModelInfo Info);
}
