namespace SwiftDiffusion.Contracts.Workers;

/// <summary>What a worker says of itself every few seconds.</summary>
/// <param name="Health">Whether it takes jobs.</param>
/// <param name="Running">Jobs it works on.</param>
/// <param name="Warm">What it holds in memory.</param>
/// <param name="Slowdown">Its step time divided by what it should be; 1 is as it should be.</param>
public sealed record WorkerHeartbeat(WorkerHealth Health, int Running, WarmSet Warm, double Slowdown = 1)
{
    /// <summary>Null from a worker that does not say.</summary>
    public WorkerFigures? Figures { get; init; }
}
