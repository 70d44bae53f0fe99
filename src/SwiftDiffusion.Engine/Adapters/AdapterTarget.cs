using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>A module of the model that an adapter may change.</summary>
/// <param name="Component">The part of the bundle it belongs to.</param>
/// <param name="Path">Module path in diffusers or transformers spelling, "mid_block.attentions.0.proj_in".</param>
/// <param name="Kind">Linear, pointwise or convolution.</param>
/// <param name="Out">Output features or channels.</param>
/// <param name="In">Input features or channels.</param>
/// <param name="KernelHeight">1 unless a convolution.</param>
/// <param name="KernelWidth">1 unless a convolution.</param>
public sealed record AdapterTarget(
    AdapterComponent Component, string Path, TargetKind Kind, int Out, int In, int KernelHeight, int KernelWidth)
{
    private const string WeightSuffix = ".weight";

    /// <summary>Columns of the weight seen as a matrix [out, in * height * width].</summary>
    public int Columns => In * KernelHeight * KernelWidth;

    /// <summary>Shape of the weight as "[320, 4, 3, 3]".</summary>
    public string ShapeText => Kind == TargetKind.Linear ? $"[{Out}, {In}]" : $"[{Out}, {In}, {KernelHeight}, {KernelWidth}]";

    /// <summary>The target whose weight is <paramref name="tensor"/>; null for biases, norms and anything else no adapter can change.</summary>
    public static AdapterTarget? FromWeight(AdapterComponent component, TensorEntry tensor)
    {
        if (!tensor.Name.EndsWith(WeightSuffix, StringComparison.Ordinal) || tensor.Count is 0 or > int.MaxValue)
            return null;
        string path = tensor.Name[..^WeightSuffix.Length];
        return tensor.Shape switch
        {
            [var output, var input] => new(component, path, TargetKind.Linear, (int)output, (int)input, 1, 1),
            [var output, var input, 1, 1] => new(component, path, TargetKind.Pointwise, (int)output, (int)input, 1, 1),
            [var output, var input, var height, var width]
                => new(component, path, TargetKind.Convolution, (int)output, (int)input, (int)height, (int)width),
            _ => null,
        };
    }
}
