namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>The queue's answer to a submission. Closed: one acceptance and three refusals.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The job will end once, completed or with a reason.</summary>
    /// <param name="Id">The job; an earlier one when the idempotency key joined it.</param>
    /// <param name="HasJoined">True when nothing new was queued.</param>
    public sealed record Accepted(JobId Id, bool HasJoined) : Admission;

    /// <summary>The whole backlog is full.</summary>
    /// <param name="Waiting">Jobs that wait now.</param>
    /// <param name="Limit">Jobs that may wait.</param>
    public sealed record Overloaded(int Waiting, int Limit) : Admission;

    /// <summary>This API key has as many jobs waiting as it may.</summary>
    /// <param name="Waiting">Its jobs that wait now.</param>
    /// <param name="Limit">Its <see cref="KeyLimits.MaxWaiting"/>.</param>
    public sealed record KeyLimitReached(int Waiting, int Limit) : Admission;

    /// <summary>The idempotency key belongs to a job with another payload.</summary>
    /// <param name="Existing">That job.</param>
    public sealed record IdempotencyConflict(JobId Existing) : Admission;
}
