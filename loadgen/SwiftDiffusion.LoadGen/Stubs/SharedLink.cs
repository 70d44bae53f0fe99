namespace SwiftDiffusion.LoadGen.Stubs;

/// <summary>A line of fixed bandwidth that several transfers share, one piece after the other.</summary>
/// <param name="bytesPerSecond">Its bandwidth; null for as fast as it goes.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedLink(double? bytesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _free;

    /// <summary>Waits until a piece has passed the line.</summary>
    public Task PassAsync(int bytes, CancellationToken cancellation)
    {
        if (bytesPerSecond is null)
            return Task.CompletedTask;
        var now = time.GetElapsedTime(_start);
        TimeSpan passed;
        lock (_lock)
        {
            var begin = _free > now ? _free : now;
            passed = _free = begin + TimeSpan.FromSeconds(bytes / bytesPerSecond.Value);
        }

        return Task.Delay(passed - now, time, cancellation);
    }
}
