using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// The weights of one component as ONNX Runtime sees them: single-precision tensors are the mapped file itself; half-precision ones are
/// widened once. Shared by all sessions of the component, and outlives them.
/// </summary>
public sealed unsafe class WeightMemory : IDisposable
{
    private readonly Dictionary<string, OrtValue> _values = [];
    private readonly Dictionary<WeightLocation, nint> _widened = [];

    /// <summary>Bytes of widened copies; the mapped file itself is not counted.</summary>
    public long WidenedSizeBytes { get; private set; }

    /// <summary>The tensor to hand over for an initializer.</summary>
    public OrtValue Value(WeightBinding binding)
    {
        if (!_values.TryGetValue(binding.Initializer, out var value))
        {
            long bytes = binding.Location.Entry.Count * sizeof(float);
            value = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [.. binding.Shape], SinglePrecision(binding.Location), bytes);
            _values.Add(binding.Initializer, value);
        }

        return value;
    }

    /// <summary>A private single-precision copy of a tensor, to be changed before the first session takes it.</summary>
    public Span<float> Own(WeightLocation location) => new((void*)Widened(location), checked((int)location.Entry.Count));

    public void Dispose()
    {
        foreach (var value in _values.Values)
            value.Dispose();
        foreach (nint memory in _widened.Values)
            NativeMemory.AlignedFree((void*)memory);
    }

    private nint SinglePrecision(WeightLocation location)
    {
        nint address = location.File.AddressOf(location.Entry);
        bool isUsableInPlace = location.Entry.Dtype == TensorDtype.F32 && address % sizeof(float) == 0;
        return isUsableInPlace && !_widened.ContainsKey(location) ? address : Widened(location);
    }

    private nint Widened(WeightLocation location)
    {
        if (!_widened.TryGetValue(location, out nint memory))
        {
            long count = location.Entry.Count;
            memory = (nint)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
            TensorConversion.ToSingle(location.Entry.Dtype, location.File.Bytes(location.Entry), new Span<float>((void*)memory, checked((int)count)));
            _widened.Add(location, memory);
            WidenedSizeBytes += count * sizeof(float);
        }

        return memory;
    }
}
