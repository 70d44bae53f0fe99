using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host.Bench;

/// <summary>
/// Watches a denoising loop on one device from its first finished step to its last: how long the steps took, and how much of that was spent inside ONNX Runtime.
/// </summary>
internal sealed class LoopShare(Device device, TimeProvider time) : IStepObserver
{
    private readonly List<(long Timestamp, TimeSpan InRuntime)> _steps = [];

    /// <summary>Seconds per step.</summary>
    public double StepSeconds => time.GetElapsedTime(_steps[0].Timestamp, _steps[^1].Timestamp).TotalSeconds / (_steps.Count - 1);

    /// <summary>Seconds per step that are our own.</summary>
    public double OutsideSeconds => StepSeconds - ((_steps[^1].InRuntime - _steps[0].InRuntime).TotalSeconds / (_steps.Count - 1));

    public void Evaluated(ReadOnlySpan<float> input, float timestep, ReadOnlySpan<float> output)
    {
        // Only whole steps are timed.
    }

    public void Stepped(Sequence sequence) => _steps.Add((time.GetTimestamp(), device.RunTime));
}
