using SwiftDiffusion.Contracts;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Worker;

/// <summary>How an attempt at a job ended in this worker. Closed.</summary>
internal abstract record RunEnd
{
    private RunEnd()
    {
    }

    /// <summary>One word for logs and metrics.</summary>
    public string Tag => this switch
    {
        Completed => "completed",
        Failed failed => failed.Failure.Code.Tag(),
        Stopped { Reason: StopReason.Cancelled } => "cancelled",
        Stopped => "stopped",
        _ => "handed_back",
    };

    /// <summary>The pictures are made.</summary>
    public sealed record Completed(GenerationResult Result) : RunEnd;

    /// <summary>It failed.</summary>
    public sealed record Failed(JobFailure Failure) : RunEnd;

    /// <summary>The store no longer wants it from this worker.</summary>
    public sealed record Stopped(StopReason Reason) : RunEnd;

    /// <summary>The worker could not go on, through no fault of the job.</summary>
    public sealed record HandedBack : RunEnd;
}
