using System.Collections.Immutable;
using System.Globalization;
using StackExchange.Redis;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Queue.Payloads;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Workers;

/// <summary>Who works, on what, and how it goes. A worker says everything with every heartbeat, so that an emptied store is full again in seconds.</summary>
public sealed class WorkerRegistry
{
    /// <summary>Estimates may be this old.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly StoreConnection _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private Seen? _lastSeen;

    internal WorkerRegistry(StoreConnection store, TimeSpan timeout, TimeProvider time)
    {
        _store = store;
        _timeout = timeout;
        _time = time;
    }

    /// <summary>A worker is there, and how it is; to be called more often than <see cref="QueueOptions.WorkerTimeout"/>.</summary>
    public async Task HeartbeatAsync(WorkerCapabilities capabilities, WorkerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            Token.Of(capabilities.WorkerId),
            QueueJson.Write(capabilities),
            QueueJson.Write(heartbeat),
        ];
        await _store.RunAsync(QueueScripts.Heartbeat, arguments, cancellationToken);
    }

    /// <summary>A worker goes. Jobs it still holds come back when their leases run out; better hand them back first.</summary>
    public async Task LeaveAsync(string workerId, CancellationToken cancellationToken) =>
        await _store.RunAsync(QueueScripts.Leave, [Token.Of(workerId)], cancellationToken);

    /// <summary>The workers that were heard of lately, the one that was silent longest first.</summary>
    public async Task<ImmutableArray<WorkerState>> ListAsync(CancellationToken cancellationToken)
    {
        var flat = (string?[])(await _store.RunAsync(QueueScripts.Workers, [(long)_timeout.TotalMilliseconds], cancellationToken))!;
        ImmutableArray<WorkerState> workers = [.. flat.Chunk(4).Select(Read)];
        _lastSeen = new Seen(workers, _time.GetTimestamp());
        return workers;
    }

    /// <summary>How many jobs of a model can run at once, and how many more could right now; up to a second old.</summary>
    public async Task<(int Slots, int Free)> SlotsAsync(string model, CancellationToken cancellationToken)
    {
        var workers = await LatelyAsync(cancellationToken);
        var serving = workers.Where(worker => Serves(worker, model)).ToArray();
        int slots = serving.Sum(worker => worker.Capabilities.Slots);
        return (slots, Math.Max(0, slots - serving.Sum(worker => worker.Heartbeat.Running)));
    }

    /// <summary>What workers that take jobs serve, each combination once, as scripts take it; up to a second old.</summary>
    internal async Task<string> ModelSetsAsync(CancellationToken cancellationToken)
    {
        var sets = (await LatelyAsync(cancellationToken)).Where(TakesJobs).Select(worker => Token.Models(worker.Capabilities.Models.Select(model => model.Id)));
        return string.Join('|', sets.Distinct());
    }

    private async Task<ImmutableArray<WorkerState>> LatelyAsync(CancellationToken cancellationToken) =>
        _lastSeen is { } seen && _time.GetElapsedTime(seen.Timestamp) < Fresh ? seen.Workers : await ListAsync(cancellationToken);

    private static bool TakesJobs(WorkerState worker) => worker.Heartbeat.Health is WorkerHealth.Ready or WorkerHealth.Slow;

    private static bool Serves(WorkerState worker, string model) =>
        TakesJobs(worker) && worker.Capabilities.Models.Any(served => served.Id == model);

    private static WorkerState Read(string?[] row) => new(
        QueueJson.Read<WorkerCapabilities>(row[2]!),
        QueueJson.Read<WorkerHeartbeat>(row[3]!),
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(row[0]!, CultureInfo.InvariantCulture)),
        TimeSpan.FromMilliseconds(long.Parse(row[1]!, CultureInfo.InvariantCulture)));

    private sealed record Seen(ImmutableArray<WorkerState> Workers, long Timestamp);
}
