using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Lowering;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// The weights of one component as ONNX Runtime sees them: single-precision tensors in stored order are the mapped file itself; half-precision
/// ones and those in blocked order are converted once. Shared by all sessions of the component on all devices of the host, and outlives them. Thread-safe.
/// </summary>
public sealed unsafe class WeightMemory : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Initializer, int Block), OrtValue> _values = [];
    private readonly Dictionary<string, float[]> _replaced = [];
    private readonly List<nint> _converted = [];

    /// <summary>The tensors to hand over for the initializers, by name. Those not seen before are converted on all cores.</summary>
    public IReadOnlyList<(string Initializer, OrtValue Value)> Values(IReadOnlyList<WeightBinding> bindings)
    {
        lock (_gate)
        {
            Provide(bindings);
            return [.. bindings.Select(binding => (binding.Initializer, _values[(binding.Initializer, binding.Block)]))];
        }
    }

    /// <summary>
    /// Takes the file's pages of these weights out of the process, after they were converted or the runtime packed them: they are not read any more,
    /// and what still is comes back from the page cache.
    /// </summary>
    public static void ReleasePages(IEnumerable<WeightBinding> bindings)
    {
        foreach (var location in bindings.Select(binding => binding.Location))
            HostPages.Release(location.File.AddressOf(location.Entry), location.Entry.SizeBytes);
    }

    /// <summary>Gives a tensor other values than the file's, in stored order; to be done before the first session takes it.</summary>
    public void Replace(string initializer, float[] values) => _replaced.Add(initializer, values);

    public void Dispose()
    {
        foreach (var value in _values.Values)
            value.Dispose();
        foreach (nint memory in _converted)
            NativeMemory.AlignedFree((void*)memory);
    }

    private void Provide(IReadOnlyList<WeightBinding> bindings)
    {
        var missing = bindings.Where(binding => !_values.ContainsKey((binding.Initializer, binding.Block))).ToList();
        foreach (var binding in missing.Where(IsUsableInPlace))
            Add(binding, binding.Location.File.AddressOf(binding.Location.Entry));
        ConvertAll([.. missing.Where(binding => !IsUsableInPlace(binding))]);
    }

    private bool IsUsableInPlace(WeightBinding binding) => !_replaced.ContainsKey(binding.Initializer)
        && binding is { Block: 0, Location.Entry.Dtype: TensorDtype.F32 } && binding.Location.File.AddressOf(binding.Location.Entry) % sizeof(float) == 0;

    private void Add(WeightBinding binding, nint memory) => _values.Add((binding.Initializer, binding.Block), OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [.. binding.Shape], memory, binding.Count * sizeof(float)));

    private void ConvertAll(List<WeightBinding> bindings)
    {
        if (bindings.Count == 0)
            return;
        long bytes = bindings.Sum(PaddedSizeBytes);
        nint memory = (nint)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        _converted.Add(memory);
        // Largest first, so that no core is left with a big one at the end.
        var places = new List<(WeightBinding Binding, nint Memory)>();
        foreach (var binding in bindings.OrderByDescending(binding => binding.Count))
        {
            places.Add((binding, memory));
            Add(binding, memory);
            memory += (nint)PaddedSizeBytes(binding);
        }

        Parallel.ForEach(Partitioner.Create(places, EnumerablePartitionerOptions.NoBuffering), place => Convert(place.Binding, place.Memory));
        ReleasePages(bindings);
    }

    /// <summary>Every tensor begins on a cache line.</summary>
    private static long PaddedSizeBytes(WeightBinding binding) => ((binding.Count * sizeof(float)) + 63) / 64 * 64;

    private void Convert(WeightBinding binding, nint memory)
    {
        var target = new Span<float>((void*)memory, checked((int)binding.Count));
        var (file, entry) = (binding.Location.File, binding.Location.Entry);
        bool isReplaced = _replaced.TryGetValue(binding.Initializer, out float[]? values);
        var stored = isReplaced ? MemoryMarshal.AsBytes<float>(values) : file.Bytes(entry);
        var dtype = isReplaced ? TensorDtype.F32 : entry.Dtype;
        if (binding.Block > 0)
            BlockedWeights.Fill(binding, stored, dtype, target);
        else
            TensorConversion.ToSingle(dtype, stored, target);
    }
}
