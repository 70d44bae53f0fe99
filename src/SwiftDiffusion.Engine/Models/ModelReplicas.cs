using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Prompts;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A bundle on whichever devices run it. Weights and tokenizers are there once; each device has sessions over them.</summary>
public sealed class ModelReplicas : IDisposable
{
    private readonly WeightMemory _unetMemory = new();
    private readonly WeightMemory _vaeMemory = new();
    private readonly WeightMemory[] _textMemories;
    private readonly ClipTokenizer[] _tokenizers;
    private readonly Lazy<HashSet<string>> _unetTargets;
    private readonly Replicas<ModelParts> _parts;

    /// <param name="bundle">The opened folder; stays the caller's, who keeps it open.</param>
    /// <exception cref="ModelFormatException">Text encoder and tokenizer do not fit together.</exception>
    public ModelReplicas(ModelBundle bundle)
    {
        Bundle = bundle;
        _tokenizers = [.. bundle.TextEncoders.Select(Tokenizer)];
        _textMemories = [.. bundle.TextEncoders.Select(_ => new WeightMemory())];
        UNet = new UNetReplicas(bundle.UNet, bundle.UNetWeights, _unetMemory);
        _parts = new Replicas<ModelParts>(Create);
        _unetTargets = new Lazy<HashSet<string>>(() => UNetModel.TargetsOf(bundle.UNet, bundle.UNetWeights));
        AdapterTargets = Catalog(bundle);
    }

    public ModelBundle Bundle { get; }

    /// <summary>The model's own UNet.</summary>
    public UNetReplicas UNet { get; }

    /// <summary>What adapters may change.</summary>
    public AdapterTargetCatalog AdapterTargets { get; }

    /// <summary>Module paths of the UNet that its graphs take low-rank pairs for.</summary>
    public IReadOnlySet<string> UNetInputTargets => _unetTargets.Value;

    /// <summary>The networks on a device.</summary>
    public ModelParts On(Device device) => _parts.On(device);

    /// <summary>Whether the device has the networks already.</summary>
    public bool AreOn(Device device) => _parts.AreOn(device);

    public void Dispose()
    {
        _parts.Dispose();
        UNet.Dispose();
        foreach (var memory in _textMemories.Append(_unetMemory).Append(_vaeMemory))
            memory.Dispose();
    }

    private ModelParts Create(Device device)
    {
        var stages = Bundle.TextEncoders.Select((part, i) =>
            new Generation.PromptEncoderStage(new TextEncoderModel(device, part.Config, part.Weights, _textMemories[i]), _tokenizers[i]));
        return new ModelParts(Bundle, UNet.On(device), new VaeModel(device, Bundle.Vae, Bundle.VaeWeights, _vaeMemory), [.. stages]);
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
    private static AdapterTargetCatalog Catalog(ModelBundle bundle)
    {
        AdapterComponent[] components = [AdapterComponent.TextEncoder, AdapterComponent.TextEncoder2];
        var tensors = new Dictionary<AdapterComponent, IEnumerable<TensorEntry>> { [AdapterComponent.UNet] = bundle.UNetWeights.Tensors.Select(weight => weight.Entry) };
        foreach (var (part, component) in bundle.TextEncoders.Zip(components))
        {
            HashSet<string> targets = [.. TextEncoderGraph.Build(part.Config, part.Weights, GraphFlavor.Adapters).AdapterSlots.Select(slot => slot.Target)];
            tensors.Add(component, part.Weights.Tensors.Select(weight => weight.Entry).Where(entry => targets.Contains(ModuleOf(entry.Name))));
        }

        return AdapterTargetCatalog.FromWeights(tensors);
    }

    private static string ModuleOf(string tensor) => tensor[..Math.Max(0, tensor.LastIndexOf('.'))];
}
