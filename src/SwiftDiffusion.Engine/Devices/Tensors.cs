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

    public static OrtValue From(ReadOnlySpan<long> values, params long[] shape)
    {
        var tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Int64, shape);
        values.CopyTo(tensor.GetTensorMutableDataAsSpan<long>());
        return tensor;
    }
}
