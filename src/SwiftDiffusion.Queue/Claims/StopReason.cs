namespace SwiftDiffusion.Queue.Claims;

/// <summary>Why a worker must stop working on a job it had claimed.</summary>
public enum StopReason
{
    /// <summary>Nothing stopped it.</summary>
    None,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Its deadline passed, or it ended in another way.</summary>
    Ended,

    /// <summary>The lease could not be renewed in time, or belongs to another worker.</summary>
    LeaseLost,
}
