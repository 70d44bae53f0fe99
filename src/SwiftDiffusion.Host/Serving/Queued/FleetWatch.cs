using System.Collections.Immutable;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Host.Serving.Queued;

/// <summary>What the workers offer, looked up again and again, so that whoever asks is answered at once.</summary>
internal sealed class FleetWatch(WorkerRegistry workers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile Readiness _readiness = Readiness.NotReady("the queue's store has not answered yet");
    private ImmutableArray<ModelInfo> _models = [];

    public Readiness Readiness => _readiness;

    /// <summary>Models of the workers that were ready at the last look that found any.</summary>
    public IReadOnlyList<ModelInfo> Models => _models;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            await LookAsync(stoppingToken).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var all = await workers.ListAsync(stopping).WaitAsync(Patience, time, stopping).ConfigureAwait(false);
            var ready = all.Where(worker => worker.Heartbeat.Health is WorkerHealth.Ready or WorkerHealth.Slow).ToArray();
            if (ready.Length > 0)
                _models = [.. ready.SelectMany(worker => worker.Capabilities.Models).DistinctBy(model => model.Id)];
            _readiness = ready.Length > 0 ? Readiness.Ready : Readiness.NotReady(all.IsEmpty ? "no worker has joined the queue" : "no worker is ready");
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            // Whatever it was, nobody can say whether anybody works; the queue logs a store that is gone.
            _readiness = Readiness.NotReady("the queue's store does not answer");
        }
    }
}
