namespace SwiftDiffusion.Engine.Devices;

/// <summary>
/// The one owner of a device: a thread that runs what it is given, one thing at a time, by priority and then by arrival. A graph never has to share the
/// device's cores with another.
/// </summary>
public sealed class DeviceQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, (WorkPriority Priority, long Order)> _waiting = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly Thread _owner;
    private long _order;
    private bool _isClosed;

    /// <param name="name">Name of the device, for debuggers.</param>
    public DeviceQueue(string name)
    {
        _owner = new Thread(Work) { IsBackground = true, Name = $"device {name}" };
        _owner.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the device when its turn comes; a token that fires before that takes it out of the queue.</summary>
    /// <exception cref="OperationCanceledException">The token fired before the work began.</exception>
    public Task<T> RunAsync<T>(WorkPriority priority, Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(priority, () => Complete(done, work, cancellation));
        return done.Task;
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

    private void Enqueue(WorkPriority priority, Action work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(work, (priority, _order++));
        }

        _available.Release();
    }

    private void Work()
    {
        while (true)
        {
            _available.Wait();
            Action? next;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out next, out _))
                    return;
            }

            next();
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
}
