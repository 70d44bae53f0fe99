namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// How many rows a batch should have, learnt from the steps themselves: the time of a step at 1, 2, 4, 8 … rows is remembered, and the limit
/// is doubled as long as a doubling still buys throughput. Sizes nobody has run yet are tried when enough rows wait.
/// </summary>
/// <remarks>Owned by one loop; not thread-safe.</remarks>
public sealed class RowProfile
{
    /// <summary>A doubling must speed up the row by this factor to be worth the longer wait of the rows before it.</summary>
    public const double WorthwhileGain = 1.15;

    /// <summary>Steps seen of a size before its time counts; the first one also pays for memory.</summary>
    private const int TrustedSamples = 3;

    /// <summary>Weight of the newest sample in the remembered time.</summary>
    private const double Freshness = 0.2;

    private readonly int _maxRows;
    private readonly Dictionary<int, (double Seconds, int Samples)> _times = [];

    /// <param name="maxRows">Upper bound, e.g. by memory.</param>
    public RowProfile(int maxRows) => _maxRows = maxRows;

    /// <summary>Rows a batch may have when plenty wait; at least 2, one guided sequence.</summary>
    public int Limit
    {
        get
        {
            int limit = Math.Min(2, _maxRows);
            while (limit * 2 <= _maxRows && IsWorthTrying(limit, limit * 2))
                limit *= 2;
            return limit;
        }
    }

    /// <summary>Remembered seconds of a step at that many rows; null until trusted.</summary>
    public double? Seconds(int rows) => _times.TryGetValue(Size(rows), out var entry) && entry.Samples >= TrustedSamples ? entry.Seconds : null;

    /// <summary>Records a step.</summary>
    public void Observe(int rows, TimeSpan step)
    {
        int size = Size(rows);
        double seconds = step.TotalSeconds * size / rows;
        var (known, samples) = _times.GetValueOrDefault(size);
        _times[size] = (samples == 0 || seconds < known ? seconds : known + (Freshness * (seconds - known)), samples + 1);
    }

    private bool IsWorthTrying(int rows, int doubled) =>
        Seconds(rows) is not { } small || Seconds(doubled) is not { } large || small * 2 / large >= WorthwhileGain;

    /// <summary>The power of two at or above.</summary>
    private static int Size(int rows) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)rows);
}
