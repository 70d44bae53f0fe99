namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>A clock that runs faster than another, for servers whose devices are emulated at that scale: what it measures and waits is the trace's time.</summary>
/// <param name="inner">The clock that is real.</param>
/// <param name="scale">Seconds of this clock in a second of the other.</param>
internal sealed class ScaledTime(TimeProvider inner, double scale) : TimeProvider
{
    private readonly long _origin = inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>The date is the real one.</summary>
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => _origin + (long)((inner.GetTimestamp() - _origin) * scale);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(inner.CreateTimer(callback, state, Real(dueTime), Real(period)), Real);

    /// <summary>Real timers count whole milliseconds and drop the rest; rounded up, none fires before its time.</summary>
    private TimeSpan Real(TimeSpan duration) => duration == Timeout.InfiniteTimeSpan ? duration : TimeSpan.FromMilliseconds(Math.Ceiling(duration.TotalMilliseconds / scale));

    private sealed class ScaledTimer(ITimer timer, Func<TimeSpan, TimeSpan> real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(real(dueTime), real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
