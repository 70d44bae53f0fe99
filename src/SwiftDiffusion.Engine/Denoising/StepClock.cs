namespace SwiftDiffusion.Engine.Denoising;

/// <summary>What is measured of one step while its pieces run on several devices. Thread-safe.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TimeSpan> _halves = [];
    private long _began;

    /// <summary>Timestamp at which the first piece began; 0 before.</summary>
    public long Began => Interlocked.Read(ref _began);

    /// <summary>Longest time that a first half waited for branches on siblings; null when none ran there.</summary>
    public TimeSpan? BranchWait { get; private set; }

    /// <summary>Both halves of the UNet on the loop's own device: rows and time.</summary>
    public IReadOnlyDictionary<int, TimeSpan> Halves => _halves;

    public void Begin() => Interlocked.CompareExchange(ref _began, time.GetTimestamp(), 0);

    public void AddHalf(int rows, TimeSpan took)
    {
        lock (_gate)
            _halves[rows] = _halves.GetValueOrDefault(rows) + took;
    }

    public void AddBranchWait(TimeSpan took)
    {
        lock (_gate)
            BranchWait = BranchWait > took ? BranchWait : took;
    }
}
