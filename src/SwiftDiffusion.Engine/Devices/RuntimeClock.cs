namespace SwiftDiffusion.Engine.Devices;

/// <summary>Time spent inside ONNX Runtime on one device, summed over its sessions. What a loop takes beyond that is our own overhead.</summary>
public sealed class RuntimeClock
{
    private long _ticks;

    public TimeSpan Total => new(Interlocked.Read(ref _ticks));

    internal void Add(TimeSpan run) => Interlocked.Add(ref _ticks, run.Ticks);
}
