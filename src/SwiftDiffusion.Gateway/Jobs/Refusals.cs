using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>Why the queue did not take a job, as failures.</summary>
internal static class Refusals
{
    public static JobFailure NoStore { get; } = new(FailureCode.NotReady, "The queue's store does not answer.");

    public static JobFailure Stopping { get; } = new(FailureCode.NotReady, "The server is shutting down, and the images were not finished in time.");

    /// <summary>Null when the job was taken, or joined an earlier one.</summary>
    public static JobFailure? Of(Admission admission) => admission switch
    {
        Admission.Accepted => null,
        Admission.Overloaded full => new JobFailure(FailureCode.Overloaded, $"The queue is full: {full.Waiting} jobs wait, {full.Limit} may."),
        Admission.KeyLimitReached full =>
            new JobFailure(FailureCode.Overloaded, $"This API key has {full.Waiting} jobs waiting, and may have {full.Limit}."),
        Admission.IdempotencyConflict conflict =>
            new JobFailure(FailureCode.InvalidRequest, $"The Idempotency-Key belongs to {conflict.Existing}, which was asked for with another body."),
        _ => throw new InvalidOperationException($"{admission} is no admission."),
    };
}
