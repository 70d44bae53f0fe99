namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>Where a job stands. The last three are ends: a job reaches exactly one of them, once.</summary>
public enum JobState
{
    /// <summary>Accepted, and waiting for a worker; perhaps again, after an attempt that was lost.</summary>
    Queued,

    /// <summary>A worker holds its lease.</summary>
    Running,

    /// <summary>Its pictures are stored until the result expires.</summary>
    Completed,

    /// <summary>It ended without pictures, with a <see cref="JobFailure"/>.</summary>
    Failed,

    /// <summary>Somebody asked to stop it.</summary>
    Cancelled,
}
