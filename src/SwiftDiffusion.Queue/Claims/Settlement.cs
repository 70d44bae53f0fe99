namespace SwiftDiffusion.Queue.Claims;

/// <summary>What became of a job when a worker settled its lease.</summary>
public enum Settlement
{
    /// <summary>The job has ended as the worker said.</summary>
    Ended,

    /// <summary>The job waits for another attempt.</summary>
    Retried,

    /// <summary>The lease was no longer the worker's; what it did is nowhere to be seen.</summary>
    Lost,
}
