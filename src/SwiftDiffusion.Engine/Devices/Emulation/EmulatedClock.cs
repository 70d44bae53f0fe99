namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Keeps an emulated device busy for as long as a real one would be. The end of each piece of work is reckoned from the end of the one before, so that
/// late wake-ups of the timer do not add up over a run.
/// </summary>
/// <remarks>Used by the device's owner thread only.</remarks>
public sealed class EmulatedClock
{
    /// <summary>What a late timer and the host's own work between two graphs may take; a longer pause was idleness and is not made good.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(4);

    private readonly TimeProvider _time;
    private readonly double _scale;
    private long _busyUntil = long.MinValue;

    /// <param name="time">Measures and waits.</param>
    /// <param name="scale">Emulated seconds per real one.</param>
    public EmulatedClock(TimeProvider time, double scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        _time = time;
        _scale = scale;
    }

    /// <summary>Waits until the device has done work of that duration.</summary>
    public void Occupy(TimeSpan duration)
    {
        long start = Math.Max(_busyUntil, _time.GetTimestamp() - Ticks(Slack));
        _busyUntil = start + Ticks(duration / _scale);
        var rest = _time.GetElapsedTime(_time.GetTimestamp(), _busyUntil);
        if (rest > TimeSpan.Zero)
            Task.Delay(rest, _time).GetAwaiter().GetResult();
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);
}
