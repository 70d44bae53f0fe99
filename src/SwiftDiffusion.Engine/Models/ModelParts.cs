using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;
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
        AdapterTargets = Catalog(bundle, TextEncoders);
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
    /// <exception cref="NotFiniteException">The decoder left the range of numbers.</exception>
    public PixelImage Decode(float[] latents, (int Channels, int Height, int Width) shape, RunOptions options)
    {
        using var scaled = Tensors.Allocate(1, shape.Channels, shape.Height, shape.Width);
        var values = scaled.GetTensorMutableDataAsSpan<float>();
        latents.CopyTo(values);
        LinearCombination.Scale(values, 1 / Bundle.Vae.LatentScalingFactor);
        using var decoded = Vae.Decode(scaled, options);
        if (!TensorPrimitives.IsFiniteAll(decoded.Floats("image")))
            throw new NotFiniteException($"the picture that the VAE of model '{Bundle.Name}' decoded is not finite; its weights hold such values");
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
        return new PromptEncoderStage(model, Tokenizer(part));
    }

    private static ClipTokenizer Tokenizer(TextEncoderPart part)
    {
        var tokenizer = ClipTokenizer.Load(part.TokenizerFolder);
        if (tokenizer.MaxLength != part.Config.MaxTokens)
            throw new ModelFormatException(part.TokenizerFolder, $"model_max_length is {tokenizer.MaxLength}; expected {part.Config.MaxTokens}, the max_position_embeddings of {part.Name}");
        if (tokenizer.VocabularySize > part.Config.VocabularySize)
            throw new ModelFormatException(part.TokenizerFolder, $"has token ids up to {tokenizer.VocabularySize - 1}; expected less than {part.Config.VocabularySize}, the vocab_size of {part.Name}");
        return tokenizer;
    }

    /// <summary>Any weight of the UNet, merged where it is no graph input; of text encoders only what their graphs take as inputs.</summary>
    private static AdapterTargetCatalog Catalog(ModelBundle bundle, IReadOnlyList<TextEncoderModel> textEncoders)
    {
        AdapterComponent[] components = [AdapterComponent.TextEncoder, AdapterComponent.TextEncoder2];
        var tensors = new Dictionary<AdapterComponent, IEnumerable<TensorEntry>> { [AdapterComponent.UNet] = bundle.UNetWeights.Tensors.Select(weight => weight.Entry) };
        for (int i = 0; i < textEncoders.Count; i++)
        {
            var targets = textEncoders[i].AdapterTargets;
            tensors.Add(components[i], bundle.TextEncoders[i].Weights.Tensors.Select(weight => weight.Entry).Where(entry => targets.Contains(ModuleOf(entry.Name))));
        }

        return AdapterTargetCatalog.FromWeights(tensors);
    }

    private static string ModuleOf(string tensor) => tensor[..Math.Max(0, tensor.LastIndexOf('.'))];
}
