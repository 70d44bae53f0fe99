using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>One network of a bundle as its weights tell it.</summary>
/// <param name="Name">Folder, e.g. "unet".</param>
/// <param name="Parameters">Numbers it holds.</param>
/// <param name="Tensors">Tensors they are in.</param>
/// <param name="Dtypes">Element types that occur.</param>
/// <param name="SizeBytes">Bytes of the tensors.</param>
internal sealed record ComponentSummary(string Name, long Parameters, int Tensors, IReadOnlyList<TensorDtype> Dtypes, long SizeBytes)
{
    public static ComponentSummary Of(string name, WeightSet weights)
    {
        TensorEntry[] entries = [.. weights.Tensors.Select(tensor => tensor.Entry)];
        return new ComponentSummary(
            name, entries.Sum(entry => entry.Count), entries.Length, [.. entries.Select(entry => entry.Dtype).Distinct().Order()], entries.Sum(entry => entry.SizeBytes));
    }
}
