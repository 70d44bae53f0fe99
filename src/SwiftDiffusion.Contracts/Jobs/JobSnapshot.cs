namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>Everything the queue knows of a job at one moment, but for its payload. Instants are the store's clock.</summary>
public sealed record JobSnapshot
{
    public required JobId Id { get; init; }

    public required JobState State { get; init; }

    public required string ApiKeyId { get; init; }

    public required string Model { get; init; }

    public required JobPriority Priority { get; init; }

    public required DateTimeOffset Submitted { get; init; }

    /// <summary>Place in line from 1, while <see cref="JobState.Queued"/>.</summary>
    public int? Position { get; init; }

    /// <summary>How long it will likely wait, while queued and while workers serve its model; null when nobody can say.</summary>
    public TimeSpan? EstimatedWait { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Who holds its lease, or held it last.</summary>
    public string? WorkerId { get; init; }

    /// <summary>When its last attempt began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>When an ended job, with its result, is forgotten.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>By when it must have been started, if bounded.</summary>
    public DateTimeOffset? StartDeadline { get; init; }

    /// <summary>By when it must have ended, if bounded.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Why it <see cref="JobState.Failed"/>.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>What came of it, once it is <see cref="JobState.Completed"/>.</summary>
    public ResultSummary? Result { get; init; }

    /// <summary>The latest step of the running attempt.</summary>
    public JobEvent? Progress { get; init; }

    /// <summary>Sequence number of its latest event.</summary>
    public long LastSequence { get; init; }

    public string? TraceParent { get; init; }

    public Uri? Webhook { get; init; }

    /// <summary>True when it will not change any more.</summary>
    public bool HasEnded => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}
