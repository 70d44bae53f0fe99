using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// From or to a device with memory of its own: what is not in the host's memory is copied there by ONNX Runtime. Its speed is learnt from the copies.
/// Untested until a GPU has run it; sessions hand their results over in host memory, which costs no copy here.
/// </summary>
public sealed class CopyLink(TimeProvider time) : IDeviceLink
{
    /// <summary>What a copy costs besides its bytes, and the speed assumed before one was seen: a PCIe 4 link, halved.</summary>
    private const double LatencySeconds = 50e-6, FirstBytesPerSecond = 12e9;

    /// <summary>Weight of the newest copy in the learnt speed.</summary>
    private const double Freshness = 0.2;

    private double _bytesPerSecond = FirstBytesPerSecond;

    public TimeSpan CostOf(long bytes) => TimeSpan.FromSeconds(LatencySeconds + (bytes / Volatile.Read(ref _bytesPerSecond)));

    public ValueTask<Outputs> MoveAsync(Outputs outputs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        OrtValue[] values = [.. outputs.Names.Select(name => outputs[name])];
        if (values.All(IsOnHost))
            return ValueTask.FromResult(outputs);
        using (outputs)
        {
            OrtValue[] copies = [.. values.Select(value => Tensors.Allocate(value.GetTensorTypeAndShape().Shape))];
            long start = time.GetTimestamp();
            OrtEnv.Instance().CopyTensors(values, copies, null);
            Observe(copies.Sum(copy => copy.GetTensorSizeInBytes()), time.GetElapsedTime(start));
            return ValueTask.FromResult(new Outputs([.. outputs.Names], copies));
        }
    }

    /// <summary>Learns from a copy.</summary>
    internal void Observe(long bytes, TimeSpan took)
    {
        double seen = bytes / Math.Max(1e-9, took.TotalSeconds - LatencySeconds), known = Volatile.Read(ref _bytesPerSecond);
        Volatile.Write(ref _bytesPerSecond, known + (Freshness * (seen - known)));
    }

    private static bool IsOnHost(OrtValue value) => value.GetTensorMemoryInfo().Name is "Cpu" or "CpuPinned" or "CudaPinned" or "CUDA_CPU";
}
