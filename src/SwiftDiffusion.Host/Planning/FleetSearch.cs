namespace SwiftDiffusion.Host.Planning;

/// <summary>
/// Finds the smallest fleet that holds, supposing that a larger one holds whatever a smaller one does: (1) doubling until one holds or the largest does not,
/// (2) halving the gap. Pure but for what it has been told.
/// </summary>
/// <param name="largest">Devices a fleet may have.</param>
/// <param name="maxTrials">Trials that may be made.</param>
internal sealed class FleetSearch(int largest, int maxTrials)
{
    private int _trials;
    private int _tooSmall;

    /// <summary>The smallest fleet that was seen to hold; null while none has.</summary>
    public int? Smallest { get; private set; }

    /// <summary>Whether nothing smaller can hold, or, if none holds, whether the largest was tried.</summary>
    public bool IsDecided => _tooSmall + 1 == (Smallest ?? (largest + 1));

    /// <summary>The largest fleet that was seen not to hold; 0 while all have.</summary>
    public int TooSmall => _tooSmall;

    /// <summary>How many devices to try next; null when there is nothing to find out, or no trial left.</summary>
    public int? Next => IsDecided || _trials == maxTrials ? null
        : Smallest is { } holds ? _tooSmall + ((holds - _tooSmall) / 2)
        : Math.Min(Math.Max(1, 2 * _tooSmall), largest);

    /// <summary>Tells the outcome of a trial.</summary>
    public void Learn(int devices, bool holds)
    {
        _trials++;
        if (holds)
            Smallest = Math.Min(devices, Smallest ?? devices);
        else
            _tooSmall = Math.Max(devices, _tooSmall);
    }
}
