using SwiftDiffusion.Gateway;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Logs once that requests are welcome: for whoever watches a start, and for scripts that wait for it.</summary>
internal sealed class ReadyAnnouncement(IServiceProvider services, ILogger<ReadyAnnouncement> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>A gateway also waits for a worker; a worker alone for itself.</summary>
    private bool IsReady => services.GetService<IGenerationService>() is { } gateway
        ? gateway.Readiness.IsReady
        : services.GetRequiredService<WorkerStatus>().NotReady is null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!IsReady)
            await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        Log.Ready(log, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }
}
