using System.Collections.Concurrent;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>Claims and completes until disposed, and notes when it got which job.</summary>
internal sealed class BenchWorker : IAsyncDisposable
{
    private readonly JobClaimer _claimer;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _working;

    private BenchWorker(JobClaimer claimer, TimeProvider time)
    {
        _claimer = claimer;
        _time = time;
        _working = WorkAsync();
    }

    /// <summary>Timestamps of the claims.</summary>
    public ConcurrentDictionary<JobId, long> Claimed { get; } = new();

    public static async Task<BenchWorker> StartAsync(OpenQueue queue, string id, TimeProvider time) =>
        new(await queue.OpenClaimerAsync(SampleWork.Worker(id), CancellationToken.None).ConfigureAwait(false), time);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(false);
        await _claimer.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                await using var job = await _claimer.ClaimAsync(() => SampleWork.Warm, _stopping.Token).ConfigureAwait(false);
                Claimed[job.Id] = _time.GetTimestamp();
                await job.CompleteAsync(SampleWork.Result, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }
}
