namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>
/// Keeps an emulated device busy for as long as a real one would be. Work that follows closely on other work, of this device or of another that it may have waited for, is
/// reckoned from the planned end of that, so that late wake-ups and the host's own work between two graphs do not add up over a run; idleness is not made good.
/// </summary>
/// <remarks>Used by the device's owner thread only.</remarks>
public sealed class EmulatedClock
{
    private readonly TimeProvider _time;
    private readonly double _scale;
    private readonly EmulatedWaits _waits;
    private readonly long _slack;

    /// <param name="time">Measures and waits.</param>
    /// <param name="scale">Emulated seconds per real one.</param>
    /// <param name="waits">Told of every wait.</param>
    public EmulatedClock(TimeProvider time, double scale = 1, EmulatedWaits? waits = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        _time = time;
        _scale = scale;
        _waits = waits ?? new EmulatedWaits();
        _slack = Ticks(ExactWait.Slack(time));
    }

    /// <summary>Waits until the device has done work of that duration.</summary>
    public void Occupy(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
            return;
        long begun = _time.GetTimestamp();
        var before = _waits.LastEnd;
        bool goesOn = begun - before.Actual <= _slack;
        long planned = Ticks(duration / _scale);
        long end = (goesOn ? before.Planned : begun) + planned;
        ExactWait.Until(_time, end);
        long ended = _time.GetTimestamp();
        _waits.Add(_time.GetElapsedTime(0, planned), _time.GetElapsedTime(goesOn ? before.Actual : begun, ended));
        _waits.LastEnd = new WaitEnd(end, ended);
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);
}
