namespace SwiftDiffusion.Contracts;

/// <summary>How steep grey must be to make an edge, as |dx| + |dy| of Sobel gradients, 0..<see cref="JobLimits.MaxCannyThreshold"/>.</summary>
public sealed record CannyThresholds
{
    /// <param name="low">Above it, an edge goes on.</param>
    /// <param name="high">Above it, an edge begins; not below <paramref name="low"/>.</param>
    public CannyThresholds(int low, int high)
    {
        Low = Require.InRange(low, 0, JobLimits.MaxCannyThreshold);
        High = Require.InRange(high, low, JobLimits.MaxCannyThreshold);
    }

    /// <summary>What every web UI proposes.</summary>
    public static CannyThresholds Default { get; } = new(100, 200);

    public int Low { get; }

    public int High { get; }
}
