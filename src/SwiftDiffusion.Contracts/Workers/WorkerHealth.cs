namespace SwiftDiffusion.Contracts.Workers;

/// <summary>Whether a worker should be counted on.</summary>
public enum WorkerHealth
{
    /// <summary>It loads its models and takes no job yet.</summary>
    Starting,

    Ready,

    /// <summary>It works, but slower than it should.</summary>
    Slow,

    /// <summary>It finishes what it has and takes nothing new.</summary>
    Draining,
}
