using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>How a worker is at this moment.</summary>
public sealed class WorkerStatus
{
    private readonly TimeSpan _storePatience;
    private readonly TimeProvider _time;
    private int _running;
    private long _heard;
    private volatile WorkerHealth _health = WorkerHealth.Starting;

    /// <param name="workerId">Unique among workers, new with every start of the process.</param>
    /// <param name="slots">Jobs at the same time.</param>
    /// <param name="heartbeatInterval">How often the store is told of the worker; it is taken for gone when several of these are not answered.</param>
    /// <param name="time">Measures how long ago the store answered.</param>
    public WorkerStatus(string workerId, int slots, TimeSpan heartbeatInterval, TimeProvider time)
    {
        (WorkerId, Slots, _time, _heard) = (workerId, slots, time, time.GetTimestamp());
        _storePatience = heartbeatInterval * WorkerState.MissedHeartbeats;
    }

    /// <summary>Raised when there is something new to tell.</summary>
    public event Action? Changed;

    public string WorkerId { get; }

    public int Slots { get; }

    /// <summary>Jobs worked on now.</summary>
    public int Running => Volatile.Read(ref _running);

    public WorkerHealth Health
    {
        get => _health;
        internal set
        {
            _health = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Why no job is taken, as a phrase; null while jobs are.</summary>
    public string? NotReady => Health switch
    {
        WorkerHealth.Starting => "models are loading",
        WorkerHealth.Draining => "shutting down",
        _ => HasStore ? null : "the queue's store does not answer",
    };

    private bool HasStore => _time.GetElapsedTime(Volatile.Read(ref _heard)) < _storePatience;

    /// <summary>The store answered a heartbeat that was sent at a timestamp.</summary>
    internal void Heard(long asked) => Volatile.Write(ref _heard, asked);

    /// <summary>There is something new to tell besides the health.</summary>
    internal void Tell() => Changed?.Invoke();

    internal void Began() => Interlocked.Increment(ref _running);

    internal void Ended() => Interlocked.Decrement(ref _running);
}
