using System.Collections.Immutable;

namespace SwiftDiffusion.Onnx.Safetensors;

/// <summary>One tensor as the header describes it.</summary>
/// <param name="Name">Key in the file.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Dimensions; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file's data section.</param>
/// <param name="SizeBytes">Length in bytes.</param>
public sealed record TensorEntry(string Name, TensorDtype Dtype, ImmutableArray<long> Shape, long Offset, long SizeBytes)
{
    /// <summary>Number of elements.</summary>
    public long Count => SizeBytes / Dtype.SizeBytes();

    /// <summary>Shape as "[320, 4, 3, 3]".</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
