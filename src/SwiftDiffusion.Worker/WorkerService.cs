using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker;

/// <summary>
/// A worker in a host. Main path: (1) once the host listens, tell the registry, start the engine and learn which add-ons are registered, (2) work, (3) when the host stops, drain; an engine that
/// cannot be started stops the host, with <see cref="Problem"/>.
/// </summary>
public sealed class WorkerService : IHostedLifecycleService, IDisposable
{
    private readonly OpenQueue _queue;
    private readonly IJobEngine _engine;
    private readonly WorkerOptions _options;
    private readonly WorkerStatus _status;
    private readonly WorkerSetting _setting;
    private readonly EngineKeeper _keeper;
    private readonly JobLoop _loop;
    private readonly AddOnLoop _addOns;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _gone = new();
    private Task _working = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    public WorkerService(
        OpenQueue queue, IJobEngine engine, IOptions<WorkerOptions> options, WorkerStatus status, WorkerSetting setting, WorkerTelemetry telemetry,
        IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WorkerService> logger)
    {
        (_queue, _engine, _options, _status, _setting, _lifetime, _time, _logger) = (queue, engine, options.Value, status, setting, lifetime, time, logger);
        _addOns = new AddOnLoop(queue, engine, status, telemetry, time, logger);
        _keeper = new EngineKeeper(engine, telemetry, logger);
        _loop = new JobLoop(queue, engine, _keeper, status, telemetry, time, logger);
    }

    /// <summary>Why the worker had to give up; null while all is well.</summary>
    public string? Problem { get; private set; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Only now: work begun before would run on while a failed start takes the models away.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var capabilities = new WorkerCapabilities
        {
            WorkerId = _status.WorkerId,
            Models = _engine.Models,
            Slots = _status.Slots,
            HeartbeatInterval = _options.HeartbeatInterval,
            Devices = _engine.Devices,
        };
        _beating = new Heartbeats(_queue.Workers, capabilities, _engine, _status, _options.HeartbeatInterval, _time, _logger).RunAsync(_gone.Token);
        _working = Task.Run(WorkAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Where the health checks should be seen to fail while running jobs finish.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _setting.DrainsBeforeServer ? DrainAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Where requests in this process wait for the jobs: the server has answered them by now.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => DrainAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _loop.Dispose();
        _draining.Dispose();
        _gone.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            // 1. Start.
            long start = _time.GetTimestamp();
            await _keeper.StartAsync(_draining.Token);
            await using var claimer = await WaitForStoreAsync(() => _queue.OpenClaimerAsync(_status.WorkerId, () => _engine.Models.Select(model => model.Id), _draining.Token));
            await WaitForStoreAsync(async () =>
            {
                await _addOns.LearnAsync(_draining.Token);
                return true;
            });
            _status.Health = WorkerHealth.Ready;
            Log.Ready(_logger, _status.WorkerId, _status.Slots, _time.GetElapsedTime(start).TotalSeconds);

            // 2. Work.
            _watching = _addOns.RunAsync(_draining.Token);
            await _loop.RunAsync(claimer, _draining.Token);
        }
        catch (OperationCanceledException) when (_draining.IsCancellationRequested)
        {
            // Asked to stop before it was ready.
        }
        catch (EngineStartException e)
        {
            GiveUp(e.Message);
        }
        catch (Exception e)
        {
            Log.WorkerCrashed(_logger, e);
            GiveUp("the worker failed in a way nobody foresaw; its log has the cause");
        }
    }

    /// <summary>A store that is away at the start is waited for, like one that leaves later.</summary>
    private async Task<T> WaitForStoreAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException e)
            {
                Log.ClaimFailed(_logger, e.Message);
            }
        }
    }

    private void GiveUp(string problem)
    {
        Problem = problem;
        _lifetime.StopApplication();
    }

    /// <summary>3. Drain; a second call finds nothing to do.</summary>
    private async Task DrainAsync(CancellationToken impatient)
    {
        if (_gone.IsCancellationRequested)
            return;
        await _draining.CancelAsync();
        _status.Health = WorkerHealth.Draining;
        await _working;
        await _watching;
        await _loop.DrainAsync(_options.DrainTimeout, impatient);
        await _gone.CancelAsync();
        await _beating;
    }
}
