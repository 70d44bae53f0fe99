using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Prepares the models while the server already answers health checks; a model that fails here ends the process.</summary>
internal sealed class WarmUp(EngineGenerationService service, IHostApplicationLifetime lifetime, ILogger<WarmUp> log) : BackgroundService
{
    /// <summary>Why a model cannot be served; null while all is well.</summary>
    public string? Problem { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(() =>
        {
            service.Drain();
            Log.Stopping(log);
        });
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            await service.WarmAsync(stoppingToken).ConfigureAwait(false);
            Log.Ready(log, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
        catch (ModelFormatException e)
        {
            Problem = e.Message;
            lifetime.StopApplication();
        }
    }
}
