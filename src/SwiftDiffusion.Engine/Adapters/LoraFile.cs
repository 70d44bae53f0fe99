using System.Collections.Immutable;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// An adapter read from a safetensors file for one model, immutable and independent of the file:
/// (1) open the container, (2) refuse formats with other arithmetic, (3) match every tensor to a target, (4) read the header's alphas,
/// (5) check and read the layers.
/// </summary>
public sealed class LoraFile
{
    private LoraFile(string path, ImmutableArray<LoraLayer> layers)
    {
        Path = path;
        Layers = layers;
        SizeBytes = layers.Sum(layer => layer.SizeBytes);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>One layer per changed target, in the order of components and paths.</summary>
    public ImmutableArray<LoraLayer> Layers { get; }

    /// <summary>Bytes of host memory the adapter takes, in single precision.</summary>
    public long SizeBytes { get; }

    /// <summary>Whether the adapter changes the text encoders, so that the prompt has to be encoded with it.</summary>
    public bool ChangesTextEncoders => Layers.Any(layer => layer.Target.Component != AdapterComponent.UNet);

    /// <summary>Reads an adapter and checks all of it; nothing of the file is ignored.</summary>
    /// <param name="path">A .safetensors file in kohya, PEFT or diffusers naming.</param>
    /// <param name="targets">The targets of the model it is meant for.</param>
    /// <param name="limits">Bounds on the file's size and the layers' ranks.</param>
    /// <exception cref="ModelFormatException">Names the file, the tensors at fault and what was expected of them.</exception>
    public static LoraFile Load(string path, AdapterTargetCatalog targets, LoraLimits limits)
    {
        // 1.
        using var file = LoraContainer.Open(path, limits);
        // 2.
        UnsupportedFormats.Refuse(file.Tensors.Keys.Order(StringComparer.Ordinal), path);
        // 3.
        var match = LoraMatch.Of(file, targets);
        // 4.
        var metadata = PeftMetadata.Parse(file.Metadata, path);
        // 5.
        return new(path, new LoraLayerReader(file, match, metadata, limits).ReadAll());
    }
}
