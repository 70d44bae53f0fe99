using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Lowering;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// The weights of one component as ONNX Runtime sees them: single-precision tensors in stored order are the mapped file itself; half-precision
/// ones and those in blocked order are converted once. Shared by all sessions of the component, and outlives them.
/// </summary>
public sealed unsafe class WeightMemory : IDisposable
{
    private readonly Dictionary<(string Initializer, int Block), OrtValue> _values = [];
    private readonly List<nint> _converted = [];

    /// <summary>Bytes of converted copies; the mapped file itself is not counted.</summary>
    public long ConvertedSizeBytes { get; private set; }

    /// <summary>The tensors to hand over for the initializers, by name. Those not seen before are converted on all cores.</summary>
    public IEnumerable<(string Initializer, OrtValue Value)> Values(IReadOnlyList<WeightBinding> bindings)
    {
        var conversions = new List<(WeightBinding Binding, nint Memory)>();
        foreach (var binding in bindings.Where(binding => !_values.ContainsKey((binding.Initializer, binding.Block))))
        {
            nint address = binding.Location.File.AddressOf(binding.Location.Entry);
            bool isUsableInPlace = binding.Block == 0 && binding.Location.Entry.Dtype == TensorDtype.F32 && address % sizeof(float) == 0;
            nint memory = isUsableInPlace ? address : Allocate(binding.Count * sizeof(float));
            if (!isUsableInPlace)
                conversions.Add((binding, memory));
            _values.Add((binding.Initializer, binding.Block), OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [.. binding.Shape], memory, binding.Count * sizeof(float)));
        }

        // Largest first, so that no core is left with a big one at the end.
        Parallel.ForEach(conversions.OrderByDescending(c => c.Binding.Count), conversion => Convert(conversion.Binding, conversion.Memory));
        return bindings.Select(binding => (binding.Initializer, _values[(binding.Initializer, binding.Block)]));
    }

    public void Dispose()
    {
        foreach (var value in _values.Values)
            value.Dispose();
        foreach (nint memory in _converted)
            NativeMemory.AlignedFree((void*)memory);
    }

    private nint Allocate(long bytes)
    {
        nint memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        _converted.Add(memory);
        ConvertedSizeBytes += bytes;
        return memory;
    }

    private static void Convert(WeightBinding binding, nint memory)
    {
        var target = new Span<float>((void*)memory, checked((int)binding.Count));
        var (file, entry) = (binding.Location.File, binding.Location.Entry);
        if (binding.Block > 0)
            BlockedWeights.Fill(binding, target);
        else
            TensorConversion.ToSingle(entry.Dtype, file.Bytes(entry), target);
    }
}
