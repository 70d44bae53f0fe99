using Microsoft.Extensions.Hosting;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>
/// Looks at the workers again and again, so that whoever asks is answered at once. A store that is gone, or a fleet, is known of within
/// <see cref="Interval"/> and <see cref="Patience"/>, less than two seconds.
/// </summary>
internal sealed class FleetWatch(WorkerRegistry workers, TimeProvider time, ILogger<FleetWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile FleetView _view = FleetView.Unknown;

    public FleetView View => _view;

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
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            _view = _view.With(await workers.ListAsync(either.Token).WaitAsync(either.Token));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (_view.HasStore)
                Log.StoreGone(logger, e.Message);
            _view = _view.WithoutStore();
        }
    }
}
