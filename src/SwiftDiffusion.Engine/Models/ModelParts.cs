using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Models;

/// <summary>The networks of one bundle on one device.</summary>
public sealed class ModelParts : IDisposable
{
    private readonly WeightMemory _unetMemory = new();
    private readonly WeightMemory _vaeMemory = new();
    private readonly List<(TextEncoderModel Model, WeightMemory Memory)> _textEncoders = [];

    public ModelParts(ModelBundle bundle, Device device)
    {
        Bundle = bundle;
        UNet = new UNetModel(device, bundle.UNet, bundle.UNetWeights, _unetMemory);
        Vae = new VaeModel(device, bundle.Vae, bundle.VaeWeights, _vaeMemory);
        var stages = bundle.TextEncoders.Select(part => Stage(part, device));
        PromptEncoder = new PromptEncoder([.. stages], bundle.IsXl, bundle.ForcesZerosForEmptyPrompt);
        AdapterTargets = Catalog(bundle);
    }

    public ModelBundle Bundle { get; }

    public UNetModel UNet { get; }

    public VaeModel Vae { get; }

    public PromptEncoder PromptEncoder { get; }

    /// <summary>In the order of <see cref="ModelBundle.TextEncoders"/>.</summary>
    public IReadOnlyList<TextEncoderModel> TextEncoders => [.. _textEncoders.Select(encoder => encoder.Model)];

    /// <summary>What adapters may change.</summary>
    public AdapterTargetCatalog AdapterTargets { get; }

    /// <summary>Creates the sessions that every request needs.</summary>
    public void Warm(bool adapters)
    {
        UNet.Warm(adapters);
        Vae.Warm();
        _textEncoders.ForEach(encoder => encoder.Model.Warm());
    }

    /// <summary>Latents [C, h, w] to a picture.</summary>
    public PixelImage Decode(float[] latents, (int Channels, int Height, int Width) shape, RunOptions options)
    {
        using var scaled = Tensors.Allocate(1, shape.Channels, shape.Height, shape.Width);
        var values = scaled.GetTensorMutableDataAsSpan<float>();
        latents.CopyTo(values);
        LinearCombination.Scale(values, 1 / Bundle.Vae.LatentScalingFactor);
        using var decoded = Vae.Decode(scaled, options);
        int scale = Bundle.Vae.Scale;
        return PixelImage.FromPlanar(decoded.Floats("image"), shape.Width * scale, shape.Height * scale);
    }

    public void Dispose()
    {
        UNet.Dispose();
        Vae.Dispose();
        foreach (var (model, memory) in _textEncoders)
        {
            model.Dispose();
            memory.Dispose();
        }

        _unetMemory.Dispose();
        _vaeMemory.Dispose();
    }

    private PromptEncoderStage Stage(TextEncoderPart part, Device device)
    {
        var memory = new WeightMemory();
        var model = new TextEncoderModel(device, part.Config, part.Weights, memory);
        _textEncoders.Add((model, memory));
        return new PromptEncoderStage(model, ClipTokenizer.Load(part.TokenizerFolder));
    }

    private static AdapterTargetCatalog Catalog(ModelBundle bundle)
    {
        AdapterComponent[] encoders = [AdapterComponent.TextEncoder, AdapterComponent.TextEncoder2];
        var tensors = new Dictionary<AdapterComponent, IEnumerable<TensorEntry>>
        {
            [AdapterComponent.UNet] = bundle.UNetWeights.Tensors.Select(tensor => tensor.Entry),
        };
        for (int i = 0; i < bundle.TextEncoders.Length; i++)
            tensors.Add(encoders[i], AdaptableTensors(bundle.TextEncoders[i]));
        return AdapterTargetCatalog.FromWeights(tensors);
    }

    /// <summary>Text encoders have no merged flavour: what their graph takes no adapter for, an adapter cannot change.</summary>
    private static IEnumerable<TensorEntry> AdaptableTensors(TextEncoderPart part)
    {
        var slots = TextEncoderGraph.Build(part.Config, part.Weights, GraphFlavor.Adapters).AdapterSlots.Select(slot => $"{slot.Target}.weight").ToHashSet();
        return part.Weights.Tensors.Select(tensor => tensor.Entry).Where(entry => slots.Contains(entry.Name));
    }
}
