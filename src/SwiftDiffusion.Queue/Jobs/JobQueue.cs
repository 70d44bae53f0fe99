using System.Collections.Immutable;
using System.Globalization;
using StackExchange.Redis;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Queue.Jobs;

/// <summary>
/// The gateway's side of the queue: hand in, ask, stop, fetch. Main path of a submission: (1) binary parts into blobs, (2) one script that admits
/// and queues the job, (3) what was refused or joined another job leaves no blobs behind.
/// </summary>
public sealed class JobQueue
{
    /// <summary>A script that ends more jobs than this would keep the others waiting.</summary>
    private const int AbandonedAtOnce = 100;

    private readonly StoreConnection _store;
    private readonly JobPayloads _payloads;
    private readonly WorkerRegistry _workers;
    private readonly QueueOptions _options;

    internal JobQueue(StoreConnection store, JobPayloads payloads, WorkerRegistry workers, QueueOptions options)
    {
        _store = store;
        _payloads = payloads;
        _workers = workers;
        _options = options;
    }

    /// <summary>Takes a job in, or says why not. May be repeated with the same id.</summary>
    /// <exception cref="StoreUnavailableException">The store stayed away; the job may have been accepted.</exception>
    public async Task<Admission> EnqueueAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        // 1. Blobs.
        var stored = await _payloads.PutAsync(submission.Id, submission.Job, cancellationToken);

        // 2. Admission.
        var answer = (string?[])(await _store.RunAsync(QueueScripts.Enqueue, Arguments(submission, stored), cancellationToken))!;
        var admission = Read(answer[0]!, answer[1]!, submission);

        // 3. Not queued.
        if (admission is not Admission.Accepted { HasJoined: false })
            await _payloads.DropAsync(stored, cancellationToken);
        return admission;
    }

    /// <summary>Stops a job that is queued or running; one that has ended stays as it is.</summary>
    /// <returns>Its state from now on; null when there is no such job.</returns>
    public async Task<JobState?> CancelAsync(JobId id, CancellationToken cancellationToken)
    {
        string? state = (string?)await _store.RunAsync(QueueScripts.Cancel, [$"{id}", Milliseconds(_options.ResultTtl)], cancellationToken);
        return string.IsNullOrEmpty(state) ? null : new SnapshotReader(id, ["state", state]).State;
    }

    /// <summary>Ends the jobs that wait for a model which is no longer served; those that run are left alone.</summary>
    /// <param name="model">Its id.</param>
    /// <param name="reason">What the jobs end with.</param>
    /// <param name="cancellationToken">Stops between some jobs and the next.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> AbandonAsync(string model, JobFailure reason, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [Token.Of(model), FailureText.Write(reason), Milliseconds(_options.ResultTtl), AbandonedAtOnce];
        int sum = 0;
        while (true)
        {
            int ended = (int)await _store.RunAsync(QueueScripts.Abandon, arguments, cancellationToken);
            sum += ended;
            if (ended < AbandonedAtOnce)
                return sum;
        }
    }

    /// <returns>Null when there is no such job, or none any more.</returns>
    public async Task<JobSnapshot?> FindAsync(JobId id, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, await _workers.ModelSetsAsync(cancellationToken), cancellationToken) is not { } reader)
            return null;
        var snapshot = reader.Read();
        if (reader is { State: JobState.Completed, Outcome: { } document })
            return snapshot with { Result = _payloads.Summarize(StoredRecord.Of(document, reader.Results)) };
        return snapshot.Position is { } position && reader.Pace is { } pace
            ? snapshot with { EstimatedWait = await EstimateAsync(reader.Model, position, pace, cancellationToken) }
            : snapshot;
    }

    /// <summary>The pictures of a completed job.</summary>
    /// <returns>Null when it is not completed, or they have expired.</returns>
    public async Task<GenerationResult?> FindResultAsync(JobId id, CancellationToken cancellationToken) =>
        await ReadAsync(id, "", cancellationToken) is { State: JobState.Completed, Outcome: { } document } reader
            ? await _payloads.GetResultAsync(StoredRecord.Of(document, reader.Results), cancellationToken)
            : null;

    /// <summary>One picture of a completed job, without reading the others.</summary>
    /// <returns>Null when it is not completed, has no such picture, or it has expired.</returns>
    public async Task<GeneratedImage?> FindPictureAsync(JobId id, int index, CancellationToken cancellationToken) =>
        await ReadAsync(id, "", cancellationToken) is { State: JobState.Completed, Outcome: { } document } reader
            ? await _payloads.GetPictureAsync(StoredRecord.Of(document, reader.Results), index, cancellationToken)
            : null;

    /// <summary>What a job was asked to make.</summary>
    /// <returns>Null when there is no such job, or its binary parts are gone: they are dropped when it ends, unless it is a dead letter.</returns>
    public async Task<GenerationJob?> FindPayloadAsync(JobId id, CancellationToken cancellationToken)
    {
        var values = (string?[])(await _store.RunAsync(QueueScripts.Payload, [$"{id}"], cancellationToken))!;
        return values is [{ } document, var parts] ? await _payloads.GetJobAsync(StoredRecord.Of(document, parts ?? ""), cancellationToken) : null;
    }

    /// <summary>Jobs of an API key that are open or not yet forgotten, the newest first.</summary>
    /// <param name="apiKeyId">Whose.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="before">Only jobs older than this one; null to begin with the newest.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ImmutableArray<JobSnapshot>> ListAsync(string apiKeyId, int limit, JobId? before, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [Token.Of(apiKeyId), before is { } id ? $"{id}" : "", limit];
        return await FindAllAsync((string?[])(await _store.RunAsync(QueueScripts.List, arguments, cancellationToken))!, cancellationToken);
    }

    /// <summary>How much waits and runs.</summary>
    public async Task<QueueTotals> TotalsAsync(CancellationToken cancellationToken) =>
        QueueTotals.Read((string?[])(await _store.RunAsync(QueueScripts.Totals, [], cancellationToken))!);

    internal async Task<ImmutableArray<JobSnapshot>> FindAllAsync(IEnumerable<string?> ids, CancellationToken cancellationToken)
    {
        var snapshots = await Task.WhenAll(ids.Select(id => FindAsync(JobId.Parse(id!), cancellationToken)));
        return [.. snapshots.OfType<JobSnapshot>()];
    }

    /// <param name="id">Which.</param>
    /// <param name="modelSets">What workers serve, for the place in line; nothing where that is not needed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task<SnapshotReader?> ReadAsync(JobId id, string modelSets, CancellationToken cancellationToken)
    {
        var fields = (string?[]?)await _store.RunAsync(QueueScripts.Find, [$"{id}", modelSets], cancellationToken);
        return fields is { Length: > 0 } ? new SnapshotReader(id, fields) : null;
    }

    private async Task<TimeSpan?> EstimateAsync(string model, int position, TimeSpan pace, CancellationToken cancellationToken)
    {
        var (slots, free) = await _workers.SlotsAsync(model, cancellationToken);
        return slots > 0 ? WaitEstimate.Of(position, pace, slots, free) : null;
    }

    private RedisValue[] Arguments(JobSubmission submission, StoredRecord stored) =>
    [
        $"{submission.Id}", Token.Of(submission.ApiKeyId), Token.Of(submission.Job.Model), (int)submission.Priority, Token.AddOns(submission.Job),
        stored.Document, stored.BlobList, Milliseconds(submission.StartTimeout), Milliseconds(submission.TotalTimeout),
        submission.Idempotency is { } key ? Token.Of(key.Value) : "", submission.Idempotency?.Fingerprint ?? "",
        submission.Limits.MaxRunning, submission.Limits.MaxWaiting, _options.MaxBacklog, _options.Affinity.Weights,
        submission.TraceParent ?? "", submission.Webhook?.AbsoluteUri ?? "",
    ];

    private Admission Read(string answer, string detail, JobSubmission submission) => answer switch
    {
        "accepted" => new Admission.Accepted(JobId.Parse(detail), HasJoined: false),
        "joined" => new Admission.Accepted(JobId.Parse(detail), HasJoined: true),
        "conflict" => new Admission.IdempotencyConflict(JobId.Parse(detail)),
        "overloaded" => new Admission.Overloaded(int.Parse(detail, CultureInfo.InvariantCulture), _options.MaxBacklog),
        "key_limit" => new Admission.KeyLimitReached(int.Parse(detail, CultureInfo.InvariantCulture), submission.Limits.MaxWaiting),
        _ => throw new PayloadException($"'{answer}' is no answer to a submission."),
    };

    private static long Milliseconds(TimeSpan? time) => time is { } value ? (long)Math.Ceiling(value.TotalMilliseconds) : 0;
}
