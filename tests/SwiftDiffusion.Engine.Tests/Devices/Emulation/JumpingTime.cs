namespace SwiftDiffusion.Engine.Tests.Devices.Emulation;

/// <summary>Time that stands still until somebody waits, and then jumps to the end of the wait, or a little beyond as real timers do.</summary>
internal sealed class JumpingTime(TimeSpan lateness = default) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Now => new(_now);

    public override long GetTimestamp() => _now;

    public void Advance(TimeSpan by) => _now += by.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Advance(dueTime + lateness);
        callback(state);
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
