using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Serving;

/// <summary>Prepares the models while the server already answers health checks; a model that fails here ends the process.</summary>
internal sealed class WarmUp(EngineGenerationService service, IHostApplicationLifetime lifetime, ILogger<WarmUp> log) : BackgroundService
{
    /// <summary>Why a model cannot be served; null while all is well.</summary>
    public string? Problem { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(Drain);
        if (!await IsListeningAsync(stoppingToken).ConfigureAwait(false))
            return;
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

    private void Drain()
    {
        service.Drain();
        Log.Stopping(log);
    }

    /// <summary>
    /// Waits until the address is had: work begun before would run on while a failed start takes the models away. False when it never will be.
    /// </summary>
    private async Task<bool> IsListeningAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true)).ConfigureAwait(false);
        await using var stopped = stopping.Register(() => started.TrySetResult(false)).ConfigureAwait(false);
        return await started.Task.ConfigureAwait(false);
    }
}
