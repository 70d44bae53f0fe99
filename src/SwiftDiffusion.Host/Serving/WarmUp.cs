using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Prepares the models while the server already answers health checks; a model that fails here ends the process.</summary>
internal sealed class WarmUp(EngineGenerationService service, IHostApplicationLifetime lifetime, ILogger<WarmUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(service.Drain);
        try
        {
            await Task.Run(service.Warm, stoppingToken).ConfigureAwait(false);
        }
        catch (ModelFormatException e)
        {
            Log.ModelFailed(log, e.Message);
            Environment.ExitCode = 2;
            lifetime.StopApplication();
        }
    }
}
