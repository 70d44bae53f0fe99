using Microsoft.Extensions.Hosting;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>
/// Looks at the workers again and again, so that whoever asks is answered at once. What the last look found ages with the moment of asking, so that a store
/// or a fleet that is gone is known of within two seconds however busy this process is: a worker that beats every half second is missed after three beats, a
/// store after <see cref="Interval"/> and <see cref="Patience"/>.
/// </summary>
internal sealed class FleetWatch(WorkerRegistry workers, TimeProvider time, ILogger<FleetWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile Look _last = new(FleetView.Unknown, 0);

    /// <summary>Whether the last look found the store.</summary>
    public bool HasStore => _last.View.HasStore;

    /// <summary>What is known at this moment.</summary>
    public FleetView View
    {
        get
        {
            var (view, asked) = _last;
            return view.After(time.GetElapsedTime(asked));
        }
    }

    /// <summary>Looks once before the server listens.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    /// <summary>Whatever goes wrong means the same: nobody can say whether anybody works.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var view = _last.View;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        long asked = time.GetTimestamp();
        try
        {
            _last = new Look(view.With(await workers.ListAsync(either.Token).WaitAsync(either.Token)), asked);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (view.HasStore)
                Log.StoreGone(logger, e.Message);
            _last = new Look(view.WithoutStore(), asked);
        }
    }

    /// <param name="View">What was found.</param>
    /// <param name="Asked">Timestamp from before the store was asked.</param>
    private sealed record Look(FleetView View, long Asked);
}
