using SwiftDiffusion.Onnx.Safetensors;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Writes small adapter files with chosen names, shapes, types and metadata.</summary>
internal sealed class LoraFileBuilder
{
    private readonly List<StoredTensor> _tensors = [];
    private readonly Dictionary<string, string> _metadata = [];

    public LoraFileBuilder With(string name, long[] shape, float[] values, TensorDtype dtype = TensorDtype.F32)
    {
        _tensors.Add(new StoredTensor(name, shape, values, dtype));
        return this;
    }

    /// <summary>A tensor whose values are 0.5, 1, 1.5, …</summary>
    public LoraFileBuilder With(string name, long[] shape, TensorDtype dtype = TensorDtype.F32) =>
        With(name, shape, [.. Enumerable.Range(1, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => i / 2f)], dtype);

    public LoraFileBuilder WithMetadata(string name, string value)
    {
        _metadata[name] = value;
        return this;
    }

    public byte[] ToBytes() => SafetensorsWriter.ToBytes(_tensors, _metadata);

    public TemporaryFile Write() => new(ToBytes());
}
