using StackExchange.Redis;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Claims;

/// <summary>The scripts a lease's holder calls, by job and claim number. Each is refused when the job is no longer held under that number.</summary>
internal sealed class LeaseCalls(StoreConnection store, JobPayloads payloads, QueueOptions options)
{
    private const string Held = "held";

    public TimeSpan LeaseDuration => options.LeaseDuration;

    public async Task<StopReason> RenewAsync(ClaimedJob job, CancellationToken cancellationToken) =>
        Stop((string?)await store.RunAsync(QueueScripts.Renew, [$"{job.Id}", job.Claim, Lease], cancellationToken));

    public async Task<StopReason> ReportAsync(ClaimedJob job, string kind, string payload, bool isKept, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [$"{job.Id}", job.Claim, kind, payload, isKept ? 1 : 0, Lease];
        return Stop((string?)await store.RunAsync(QueueScripts.Report, arguments, cancellationToken));
    }

    public async Task<Settlement> CompleteAsync(ClaimedJob job, GenerationResult result, CancellationToken cancellationToken)
    {
        var stored = await payloads.PutAsync(job.Id, job.Claim, result, cancellationToken);
        RedisValue[] arguments = [$"{job.Id}", job.Claim, stored.Document, stored.BlobList, Milliseconds(options.ResultTtl)];
        var settlement = Settled((string?)await store.RunAsync(QueueScripts.Complete, arguments, cancellationToken));
        if (settlement == Settlement.Lost)
            await payloads.DropAsync(stored, cancellationToken);
        return settlement;
    }

    public async Task<Settlement> FailAsync(ClaimedJob job, JobFailure failure, CancellationToken cancellationToken)
    {
        bool isDead = RetryRule.IsDeadLetter(failure.Code);
        RedisValue[] arguments =
        [
            $"{job.Id}", job.Claim, FailureText.Write(failure), RetryRule.MaxAttempts(failure.Code, options.MaxAttempts), isDead ? 1 : 0,
            Milliseconds(isDead ? options.DeadLetterTtl : options.ResultTtl), options.Affinity.Weights,
        ];
        return Settled((string?)await store.RunAsync(QueueScripts.Fail, arguments, cancellationToken));
    }

    public async Task<Settlement> ReleaseAsync(ClaimedJob job, JobFailure reason, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [$"{job.Id}", job.Claim, FailureText.Write(reason), options.Affinity.Weights];
        return Settled((string?)await store.RunAsync(QueueScripts.Release, arguments, cancellationToken));
    }

    /// <summary>What a job's state means to somebody who believed to hold it.</summary>
    public static StopReason Stop(string? state) => state switch
    {
        Held => StopReason.None,
        "cancelled" => StopReason.Cancelled,
        "completed" or "failed" => StopReason.Ended,
        _ => StopReason.LeaseLost,
    };

    private static Settlement Settled(string? answer) => answer switch
    {
        "ended" => Settlement.Ended,
        "retried" => Settlement.Retried,
        "lost" => Settlement.Lost,
        _ => throw new PayloadException($"'{answer}' is no settlement."),
    };

    private long Lease => Milliseconds(options.LeaseDuration);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
