using System.Runtime.InteropServices;
using System.Text.Json;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Writes small adapter files with chosen names, shapes, types and metadata.</summary>
internal sealed class LoraFileBuilder
{
    private readonly List<(string Name, TensorDtype Dtype, long[] Shape, byte[] Bytes)> _tensors = [];
    private readonly Dictionary<string, string> _metadata = [];

    public LoraFileBuilder With(string name, long[] shape, float[] values, TensorDtype dtype = TensorDtype.F32)
    {
        _tensors.Add((name, dtype, shape, Encode(values, dtype)));
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

    public byte[] ToBytes()
    {
        var header = new Dictionary<string, object>();
        if (_metadata.Count > 0)
            header["__metadata__"] = _metadata;
        long offset = 0;
        foreach (var (name, dtype, shape, bytes) in _tensors)
        {
            header[name] = new { dtype = dtype == TensorDtype.Bool ? "BOOL" : dtype.ToString(), shape, data_offsets = new[] { offset, offset + bytes.Length } };
            offset += bytes.Length;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. _tensors.SelectMany(tensor => tensor.Bytes)];
    }

    public TemporaryFile Write() => new(ToBytes());

    private static byte[] Encode(float[] values, TensorDtype dtype) => dtype switch
    {
        TensorDtype.F32 => MemoryMarshal.AsBytes<float>(values).ToArray(),
        TensorDtype.F16 => MemoryMarshal.AsBytes<Half>(values.Select(v => (Half)v).ToArray()).ToArray(),
        TensorDtype.BF16 => MemoryMarshal.AsBytes<ushort>(values.Select(v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16)).ToArray()).ToArray(),
        TensorDtype.I64 => MemoryMarshal.AsBytes<long>(values.Select(v => (long)v).ToArray()).ToArray(),
        _ => [.. values.Select(v => (byte)v)],
    };
}
