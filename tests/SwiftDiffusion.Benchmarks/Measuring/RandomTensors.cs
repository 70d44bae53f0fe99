using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>Random inputs of measured graphs; the same ones every time.</summary>
internal static class RandomTensors
{
    /// <summary>Normally distributed numbers (Box and Muller 1958).</summary>
    public static OrtValue Normal(params long[] shape)
    {
        var random = new Random(1);
        var tensor = Tensors.Allocate(shape);
        foreach (ref float value in tensor.GetTensorMutableDataAsSpan<float>())
            value = MathF.Sqrt(-2f * MathF.Log(1f - random.NextSingle())) * MathF.Cos(2f * MathF.PI * random.NextSingle());
        return tensor;
    }
}
