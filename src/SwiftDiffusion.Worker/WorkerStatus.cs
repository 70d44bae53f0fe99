using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker;

/// <summary>How a worker is at this moment.</summary>
public sealed class WorkerStatus
{
    private int _running;
    private volatile WorkerHealth _health = WorkerHealth.Starting;

    /// <param name="workerId">Unique among workers, new with every start of the process.</param>
    /// <param name="slots">Jobs at the same time.</param>
    public WorkerStatus(string workerId, int slots) => (WorkerId, Slots) = (workerId, slots);

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
        _ => null,
    };

    /// <summary>There is something new to tell besides the health.</summary>
    internal void Tell() => Changed?.Invoke();

    internal void Began() => Interlocked.Increment(ref _running);

    internal void Ended() => Interlocked.Decrement(ref _running);
}
