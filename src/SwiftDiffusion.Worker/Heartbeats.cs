using System.Threading.Channels;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>Tells the registry how the worker is: every so often, and at once when its health or its add-ons change. Ends with the worker leaving.</summary>
internal sealed class Heartbeats(
    WorkerRegistry registry, WorkerCapabilities capabilities, IJobEngine engine, WorkerStatus status, TimeSpan interval, TimeProvider time, ILogger logger)
{
    /// <summary>Beats until the token fires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Beat() => due.Writer.TryWrite(true);
        status.Changed += Beat;
        await using var timer = time.CreateTimer(_ => Beat(), null, TimeSpan.Zero, interval);
        try
        {
            await foreach (bool _ in due.Reader.ReadAllAsync(cancellationToken))
                await BeatAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await LeaveAsync();
        }
        finally
        {
            status.Changed -= Beat;
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            var heartbeat = new WorkerHeartbeat(status.Health, status.Running, engine.Warm) { Figures = engine.Figures() };
            await registry.HeartbeatAsync(capabilities with { Models = engine.Models }, heartbeat, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            Log.HeartbeatLost(logger, e.Message);
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            await registry.LeaveAsync(status.WorkerId, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            // It is forgotten by itself.
            Log.HeartbeatLost(logger, e.Message);
        }
    }
}
