using System.Collections.Immutable;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>Jobs that failed through no fault of their client, kept with their inputs for people to look into. Their events tell every attempt.</summary>
public sealed class DeadLetters
{
    private readonly StoreConnection _store;
    private readonly JobQueue _jobs;

    internal DeadLetters(StoreConnection store, JobQueue jobs)
    {
        _store = store;
        _jobs = jobs;
    }

    /// <summary>The newest first.</summary>
    public async Task<ImmutableArray<JobSnapshot>> ListAsync(int limit, CancellationToken cancellationToken) =>
        await _jobs.FindAllAsync((string?[])(await _store.RunAsync(QueueScripts.Dead, [limit], cancellationToken))!, cancellationToken);

    /// <summary>
    /// Queues the same work again as a new job, since an ended job stays ended, and forgets the dead letter once that is accepted. Its key's limits and
    /// time limits, which were the request's, are not applied.
    /// </summary>
    /// <returns>Null when there is no such dead letter.</returns>
    public async Task<Admission?> RetryAsync(JobId id, JobId newId, CancellationToken cancellationToken)
    {
        if (await _jobs.FindAsync(id, cancellationToken) is not { State: JobState.Failed } dead
            || await _jobs.FindPayloadAsync(id, cancellationToken) is not { } job)
            return null;
        var submission = new JobSubmission
        {
            Id = newId,
            Job = job,
            ApiKeyId = dead.ApiKeyId,
            Priority = dead.Priority,
            TraceParent = dead.TraceParent,
            Webhook = dead.Webhook,
        };
        var admission = await _jobs.EnqueueAsync(submission, cancellationToken);
        if (admission is Admission.Accepted)
            await DiscardAsync(id, cancellationToken);
        return admission;
    }

    /// <summary>Lets a dead letter be forgotten at the next maintenance.</summary>
    /// <returns>False when there is no such dead letter.</returns>
    public async Task<bool> DiscardAsync(JobId id, CancellationToken cancellationToken) =>
        (string?)await _store.RunAsync(QueueScripts.Discard, [$"{id}"], cancellationToken) == "1";
}
