using StackExchange.Redis;
using SwiftDiffusion.Queue.Blobs;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Maintenance;

/// <summary>
/// What time alone brings about. Any number of processes may do it, at any moment: (1) deadlines that passed and leases that ran out, (2) ended jobs
/// whose time to live is over, (3) blobs nobody needs any more, (4) workers that fell silent.
/// </summary>
public sealed class QueueMaintenance
{
    /// <summary>One script handles at most so many: everybody waits while it runs, and a job takes a tenth of a millisecond.</summary>
    private const int BatchSize = 16;

    private readonly StoreConnection _store;
    private readonly JobBlobs _blobs;
    private readonly QueueOptions _options;
    private readonly ILogger _logger;

    internal QueueMaintenance(StoreConnection store, JobBlobs blobs, QueueOptions options, ILogger logger)
    {
        _store = store;
        _blobs = blobs;
        _options = options;
        _logger = logger;
    }

    /// <summary>Does all that is due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // 1. Deadlines and leases.
        while (await ExpireAsync(cancellationToken) >= BatchSize)
            cancellationToken.ThrowIfCancellationRequested();

        // 2. Ended jobs.
        while ((int)await _store.RunAsync(QueueScripts.Forget, [BatchSize], cancellationToken) >= BatchSize)
            cancellationToken.ThrowIfCancellationRequested();

        // 3. Blobs.
        while (await _blobs.SweepAsync(BatchSize, cancellationToken) >= BatchSize)
            cancellationToken.ThrowIfCancellationRequested();

        // 4. Workers: what they held no longer counts as held.
        await _store.RunAsync(QueueScripts.Workers, [(long)_options.WorkerTimeout.TotalMilliseconds], cancellationToken);
    }

    private async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            BatchSize, FailureText.Lost, FailureText.GivenUp(_options.MaxAttempts), FailureText.Overdue, _options.MaxAttempts, (long)_options.ResultTtl.TotalMilliseconds,
            (long)_options.DeadLetterTtl.TotalMilliseconds, _options.Affinity.Weights,
        ];
        int[] counts = (int[])(await _store.RunAsync(QueueScripts.Expire, arguments, cancellationToken))!;
        if (counts is [var retried, var dead, var overdue] && retried + dead + overdue > 0)
            Log.TimeRanOut(_logger, retried, dead, overdue);
        return counts.Max();
    }
}
