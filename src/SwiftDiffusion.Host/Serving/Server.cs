using Microsoft.AspNetCore.Connections;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Telemetry;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// A server in one of its roles. Main path: (1) open the models, where it is a worker, (2) open the queue, (3) listen; models are prepared behind the health
/// checks, (4) serve until asked to stop, (5) let running requests and jobs finish.
/// </summary>
public sealed class Server : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private LocalEngine? _engine;
    private OpenQueue? _queue;
    private WebApplication? _app;

    private Server(ILoggerFactory loggers) => _loggers = loggers;

    /// <summary>Addresses it listens on, ports resolved.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _app!.Urls];

    /// <summary>Opens what its role needs and begins to listen.</summary>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="CommandException">The settings are not valid, or the address or the store cannot be had.</exception>
    public static async Task<Server> StartAsync(ServerSettings settings, CancellationToken cancellation)
    {
        settings.RequireValid();
        var server = new Server(ServerLogging.Create(settings));
        try
        {
            await server.OpenAsync(settings, cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How well the emulated devices of a worker keep their times.</summary>
    internal EmulatedWaits Waits => _engine!.Waits;

    /// <summary>Waits until requests are welcome.</summary>
    /// <exception cref="CommandException">It ended before they were.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var ready = _app!.Services.GetRequiredService<ReadyAnnouncement>().ExecuteTask!;
        await ready.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (!ready.IsCompletedSuccessfully)
            throw new CommandException(_app.Services.GetService<WorkerService>()?.Problem ?? "the server ended before it was ready");
    }

    /// <summary>Serves until the token fires or the process is asked to stop, then until running requests and jobs are finished.</summary>
    /// <exception cref="CommandException">A model turned out to be unusable, or a device was lost for good.</exception>
    public async Task WaitForShutdownAsync(CancellationToken cancellation)
    {
        // 4. and 5. Serve, and finish.
        var app = _app!;
        await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        if (app.Services.GetService<WorkerService>()?.Problem is { } problem)
            throw new CommandException(problem);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            // Parts that run would be torn down under their feet; a second time there is nothing to stop.
            await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        if (_engine is not null)
            await _engine.DisposeAsync().ConfigureAwait(false);
        if (_queue is not null)
            await _queue.DisposeAsync().ConfigureAwait(false);
        _loggers.Dispose();
    }

    private async Task OpenAsync(ServerSettings settings, CancellationToken cancellation)
    {
        var log = _loggers.CreateLogger<Server>();
        // 1. Models.
        if (settings.IsWorker)
            _engine = LocalEngine.Open(settings, () => _queue!.AddOns.Contents, _loggers.CreateLogger<EngineGenerationService>());

        // 2. Queue.
        _queue = await OpenQueueAsync(settings.Queue).ConfigureAwait(false);
        if (settings.Queue is { Store: QueueOptions.Embedded, DataFolder: null })
            Log.NothingIsKept(log);

        // 3. Listen.
        _app = Roles.Compose(settings, _queue, _engine, _loggers);
        _app.Lifetime.ApplicationStopping.Register(() => Log.Stopping(log));
        await ListenAsync(_app, cancellation).ConfigureAwait(false);
        if (_engine is { } engine)
            Log.Models(log, string.Join(", ", engine.Models.Select(model => model.Id)), engine.Devices, _app.Services.GetRequiredService<WorkerStatus>().Slots);
        foreach (string address in Addresses)
            Log.Listening(log, address, $"{settings.Server.Role}");
    }

    private async Task<OpenQueue> OpenQueueAsync(QueueOptions options)
    {
        try
        {
            return await OpenQueue.OpenAsync(options, QueueClock.Store, TimeProvider.System, _loggers).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw new CommandException($"Queue:Store: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--data: {e.Message}", e);
        }
    }

    private static async Task ListenAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            string reason = e.InnerException is AddressInUseException ? e.Message : $"cannot listen: {e.Message}";
            throw new CommandException($"--urls: {reason}", e);
        }
    }
}
