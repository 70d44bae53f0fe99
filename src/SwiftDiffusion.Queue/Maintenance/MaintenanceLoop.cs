using Microsoft.Extensions.Hosting;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Maintenance;

/// <summary>Does the maintenance every so often while the process runs; a failure is logged and tried again.</summary>
internal sealed class MaintenanceLoop(OpenQueue queue, TimeProvider time, ILogger<MaintenanceLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(queue.Options.MaintenanceInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await queue.Maintenance.RunAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                Log.MaintenanceDeferred(logger, e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.MaintenanceFailed(logger, e);
            }
        }
    }
}
