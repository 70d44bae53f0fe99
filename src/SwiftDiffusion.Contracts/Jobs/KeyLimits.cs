namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>What one API key may have under way. Zero is no limit.</summary>
public sealed record KeyLimits
{
    public static KeyLimits None { get; } = new(0, 0);

    /// <param name="maxRunning">Jobs that workers hold at the same time; further ones wait.</param>
    /// <param name="maxWaiting">Jobs that wait at the same time; further ones are refused.</param>
    public KeyLimits(int maxRunning, int maxWaiting)
    {
        MaxRunning = Require.InRange(maxRunning, 0, int.MaxValue);
        MaxWaiting = Require.InRange(maxWaiting, 0, int.MaxValue);
    }

    public int MaxRunning { get; }

    public int MaxWaiting { get; }
}
