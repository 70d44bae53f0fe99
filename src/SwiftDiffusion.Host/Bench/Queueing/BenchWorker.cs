using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>Claims and completes until disposed.</summary>
internal sealed class BenchWorker : IAsyncDisposable
{
    private readonly JobClaimer _claimer;
    private readonly Action<JobId> _onClaim;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _working;

    private BenchWorker(JobClaimer claimer, Action<JobId> onClaim)
    {
        _claimer = claimer;
        _onClaim = onClaim;
        _working = WorkAsync();
    }

    public static async Task<BenchWorker> StartAsync(OpenQueue queue, string id, Action<JobId> onClaim) =>
        new(await queue.OpenClaimerAsync(SampleWork.Worker(id), CancellationToken.None).ConfigureAwait(false), onClaim);

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
                _onClaim(job.Id);
                await job.CompleteAsync(SampleWork.Result, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }
}
