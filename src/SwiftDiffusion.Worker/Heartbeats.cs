using System.Threading.Channels;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Queue.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>Tells the registry how the worker is: every so often, and at once when its health or its add-ons change. Ends with the worker leaving.</summary>
internal sealed class Heartbeats(
    WorkerRegistry registry, WorkerCapabilities capabilities, IJobEngine engine, WorkerStatus status, TimeSpan interval, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(1);

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
            long asked = time.GetTimestamp();
            var heartbeat = new WorkerHeartbeat(status.Health, status.Running, engine.Warm) { Figures = engine.Figures() };
            await registry.HeartbeatAsync(capabilities with { Models = engine.Models }, heartbeat, cancellationToken);
            status.Heard(asked);
        }
        catch (StoreUnavailableException e)
        {
            Log.HeartbeatLost(logger, e.Message);
        }
    }

    /// <summary>Without waiting for a store that is away, which forgets the worker by itself.</summary>
    private async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource(LeavePatience, time);
        try
        {
            await registry.LeaveAsync(status.WorkerId, patience.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            Log.HeartbeatLost(logger, e.Message);
        }
    }
}
