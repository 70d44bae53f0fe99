using StackExchange.Redis;

namespace SwiftDiffusion.Queue.Store;

/// <summary>
/// Whose clock leases, deadlines and expiries go by. It is the store's own, read inside each script, so that the clocks of gateways and workers may
/// differ by any amount; tests put a clock of theirs in its place.
/// </summary>
public sealed class QueueClock
{
    private readonly TimeProvider? _time;

    private QueueClock(TimeProvider? time) => _time = time;

    /// <summary>The store's clock.</summary>
    public static QueueClock Store { get; } = new(null);

    /// <summary>What a script takes for the time; empty to look at its own clock.</summary>
    internal RedisValue Now => _time is null ? RedisValue.EmptyString : _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The clock of one process, for all that use the queue.</summary>
    public static QueueClock Of(TimeProvider time) => new(time);
}
