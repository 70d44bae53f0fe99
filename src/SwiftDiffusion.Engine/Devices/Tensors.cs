using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>Makes ONNX Runtime tensors in host memory.</summary>
public static class Tensors
{
    /// <summary>A single-precision tensor that the caller fills through its span.</summary>
    public static OrtValue Allocate(params long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);

    public static OrtValue From(ReadOnlySpan<float> values, params long[] shape)
    {
        var tensor = Allocate(shape);
        values.CopyTo(tensor.GetTensorMutableDataAsSpan<float>());
        return tensor;
    }

    /// <summary>Tensors of equal shapes but for their first dimension, one below the other.</summary>
    public static OrtValue StackRows(IReadOnlyList<OrtValue> parts)
    {
        var shapes = parts.Select(part => part.GetTensorTypeAndShape().Shape).ToArray();
        var stacked = Allocate([shapes.Sum(shape => shape[0]), .. shapes[0][1..]]);
        var rest = stacked.GetTensorMutableDataAsSpan<float>();
        foreach (var part in parts)
        {
            var values = part.GetTensorDataAsSpan<float>();
            values.CopyTo(rest);
            rest = rest[values.Length..];
        }

        return stacked;
    }

    /// <summary>Some rows of a tensor, in the order given.</summary>
    public static OrtValue SelectRows(OrtValue source, ReadOnlySpan<int> rows)
    {
        long[] shape = source.GetTensorTypeAndShape().Shape;
        var selected = Allocate([rows.Length, .. shape[1..]]);
        var values = source.GetTensorDataAsSpan<float>();
        var target = selected.GetTensorMutableDataAsSpan<float>();
        int row = values.Length / (int)shape[0];
        for (int i = 0; i < rows.Length; i++)
            values.Slice(rows[i] * row, row).CopyTo(target[(i * row)..]);
        return selected;
    }

    public static OrtValue From(ReadOnlySpan<long> values, params long[] shape)
    {
        var tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int64, shape);
        values.CopyTo(tensor.GetTensorMutableDataAsSpan<long>());
        return tensor;
    }
}
