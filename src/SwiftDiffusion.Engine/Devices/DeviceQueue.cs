namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// The one owner of a device: a thread that runs what it is given, one thing at a time, by priority and then by arrival. A graph never has to share the
/// device's cores with another.
/// </summary>
public sealed class DeviceQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Item, (WorkPriority Priority, long Order)> _waiting = new();
    private readonly TimeSpan[] _waitingTime = new TimeSpan[Enum.GetValues<WorkPriority>().Length];
    private readonly SemaphoreSlim _available = new(0);
    private readonly Thread _owner;
    private readonly CoreSet? _cores;
    private readonly KeyValuePair<string, object?> _device;
    private readonly TimeProvider _time;
    private TimeSpan _runningTime;
    private long _runningSince;
    private long _busyTicks;
    private long _order;
    private bool _isClosed;

    /// <param name="name">Name of the device, for debuggers and metrics.</param>
    /// <param name="cores">The owner stays on the first of these; null lets the system place it.</param>
    /// <param name="time">Tells how far the running work is; the system's when absent.</param>
    public DeviceQueue(string name, CoreSet? cores = null, TimeProvider? time = null)
    {
        _cores = cores;
        _device = new KeyValuePair<string, object?>("device", name);
        _time = time ?? TimeProvider.System;
        _owner = new Thread(Work) { IsBackground = true, Name = $"device {name}" };
        _owner.Start();
    }

    /// <summary>Time the owner has spent on work so far.</summary>
    public TimeSpan BusyTime => TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks));

    /// <summary>Runs <paramref name="work"/> on the device when its turn comes; a token that fires before that takes it out of the queue.</summary>
    /// <exception cref="OperationCanceledException">The token fired before the work began.</exception>
    public Task<T> RunAsync<T>(WorkPriority priority, Func<T> work, CancellationToken cancellation) => RunAsync(priority, TimeSpan.Zero, work, cancellation);

    /// <summary>Runs <paramref name="work"/> on the device when its turn comes; a token that fires before that takes it out of the queue.</summary>
    /// <param name="priority">Before what it goes.</param>
    /// <param name="expected">How long it is expected to take, which <see cref="Backlog"/> counts.</param>
    /// <param name="work">What to run.</param>
    /// <param name="cancellation">Has no effect once the work has begun.</param>
    /// <exception cref="OperationCanceledException">The token fired before the work began.</exception>
    public Task<T> RunAsync<T>(WorkPriority priority, TimeSpan expected, Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Item(priority, expected, _time.GetTimestamp(), () => Complete(done, work, cancellation)));
        return done.Task;
    }

    /// <summary>How long work of that priority would wait now, as far as those who asked for what is before it could tell.</summary>
    public TimeSpan Backlog(WorkPriority priority)
    {
        lock (_gate)
        {
            var backlog = _runningSince == 0 ? TimeSpan.Zero : _runningTime - _time.GetElapsedTime(_runningSince);
            if (backlog < TimeSpan.Zero)
                backlog = TimeSpan.Zero;
            for (int before = 0; before <= (int)priority; before++)
                backlog += _waitingTime[before];
            return backlog;
        }
    }

    /// <summary>Lets the running work end, cancels what waits, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
            _isClosed = true;
        _available.Release();
        _owner.Join();
        _available.Dispose();
    }

    private void Enqueue(Item item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(item, (item.Priority, _order++));
            _waitingTime[(int)item.Priority] += item.Expected;
        }

        _available.Release();
    }

    private void Work()
    {
        if (_cores is not null)
            HostThreads.PinTo(_cores.Numbers[0]);
        while (true)
        {
            _available.Wait();
            if (Begin() is not { } next)
                return;
            next.Run();
            End();
        }
    }

    /// <summary>Null when the queue is closed and empty.</summary>
    private Item? Begin()
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var next, out _))
                return null;
            _waitingTime[(int)next.Priority] -= next.Expected;
            (_runningTime, _runningSince) = (next.Expected, _time.GetTimestamp());
            EngineTelemetry.QueueWait.Record(_time.GetElapsedTime(next.Since, _runningSince).TotalSeconds, _device, new("priority", $"{next.Priority}"));
            return next;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            var took = _time.GetElapsedTime(_runningSince);
            Interlocked.Add(ref _busyTicks, took.Ticks);
            EngineTelemetry.DeviceBusy.Add(took.TotalSeconds, _device);
            _runningSince = 0;
        }
    }

    /// <summary>The boundary at which a failure of the work becomes its caller's: nothing may end the owner's thread.</summary>
    private void Complete<T>(TaskCompletionSource<T> done, Func<T> work, CancellationToken cancellation)
    {
        bool isClosed;
        lock (_gate)
            isClosed = _isClosed;
        if (isClosed || cancellation.IsCancellationRequested)
        {
            done.TrySetCanceled(cancellation.IsCancellationRequested ? cancellation : new CancellationToken(canceled: true));
            return;
        }

        try
        {
            done.TrySetResult(work());
        }
        catch (OperationCanceledException e)
        {
            done.TrySetCanceled(e.CancellationToken);
        }
#pragma warning disable CA1031 // Every failure belongs to whoever asked for the work.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.TrySetException(e);
        }
    }

    private sealed record Item(WorkPriority Priority, TimeSpan Expected, long Since, Action Run);
}
