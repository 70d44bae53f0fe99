namespace SwiftDiffusion.Engine.Devices.Emulation;

/// <summary>How well emulated devices kept their times: what their waits were to take and what they took, in real time. Thread-safe.</summary>
public sealed class EmulatedWaits
{
    private readonly Lock _gate = new();
    private long _count, _planned, _achieved, _deviation;
    private WaitEnd _lastEnd = new(long.MinValue / 2, long.MinValue / 2);

    /// <summary>What was waited so far.</summary>
    public EmulatedWaitFigures Look() => new(
        Interlocked.Read(ref _count), new TimeSpan(Interlocked.Read(ref _planned)), new TimeSpan(Interlocked.Read(ref _achieved)), new TimeSpan(Interlocked.Read(ref _deviation)));

    /// <summary>The end of the last wait of any of the devices: what begins right after it most likely waited for it. Long ago at first.</summary>
    internal WaitEnd LastEnd
    {
        get
        {
            lock (_gate)
                return _lastEnd;
        }
        set
        {
            lock (_gate)
                _lastEnd = value;
        }
    }

    /// <param name="planned">What the wait was to take.</param>
    /// <param name="achieved">From its beginning, or from the end of the work that it followed on, to the wake-up.</param>
    internal void Add(TimeSpan planned, TimeSpan achieved)
    {
        var deviation = (achieved - planned).Duration();
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _planned, planned.Ticks);
        Interlocked.Add(ref _achieved, achieved.Ticks);
        Interlocked.Add(ref _deviation, deviation.Ticks);
        EngineTelemetry.EmulationPlanned.Add(planned.TotalSeconds);
        EngineTelemetry.EmulationAchieved.Add(achieved.TotalSeconds);
        EngineTelemetry.EmulationDeviation.Add(deviation.TotalSeconds);
    }
}

/// <summary>When a wait was to end and when it did, as timestamps of its clock.</summary>
internal readonly record struct WaitEnd(long Planned, long Actual);

/// <summary>Sums over the waits of emulated devices, in real time.</summary>
/// <param name="Count">Waits.</param>
/// <param name="Planned">What they were to take.</param>
/// <param name="Achieved">What they took.</param>
/// <param name="Deviation">How far each was off, whether early or late; catching up after a late wake-up counts too.</param>
public readonly record struct EmulatedWaitFigures(long Count, TimeSpan Planned, TimeSpan Achieved, TimeSpan Deviation)
{
    /// <summary>Timing error: how much longer devices were busy than planned, as a share; below 0 when shorter.</summary>
    public double Error => Planned > TimeSpan.Zero ? (Achieved - Planned) / Planned : 0;

    /// <summary>Mean deviation of a wait, as a share of the mean wait.</summary>
    public double DeviationShare => Planned > TimeSpan.Zero ? Deviation / Planned : 0;

    /// <summary>What was waited since an earlier look.</summary>
    public EmulatedWaitFigures Since(EmulatedWaitFigures earlier) =>
        new(Count - earlier.Count, Planned - earlier.Planned, Achieved - earlier.Achieved, Deviation - earlier.Deviation);
}
