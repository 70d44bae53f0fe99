using Microsoft.ML.OnnxRuntime;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>A sequence inside the loop and whoever waits for it.</summary>
internal sealed class LoopEntry(Sequence sequence, IStepObserver? observer, CancellationToken cancellation)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private RunOptions? _running;

    public Sequence Sequence => sequence;

    public IStepObserver? Observer => observer;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Timestamp at which its first step began; 0 before.</summary>
    public long FirstStep { get; set; }

    public Task Done => _done.Task;

    /// <summary>Ends when the token has fired.</summary>
    public Task Stopped => _stopped.Task;

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception failure) => _done.TrySetException(failure);

    public void Cancel() => _done.TrySetCanceled(cancellation);

    /// <summary>The run that serves this sequence alone, which <see cref="Stop"/> may end.</summary>
    public void Attach(RunOptions options)
    {
        lock (_gate)
            _running = options;
    }

    public void Detach()
    {
        lock (_gate)
            _running = null;
    }

    /// <summary>Stops the graph that runs for this sequence alone, if one does.</summary>
    public void Stop()
    {
        _stopped.TrySetResult();
        lock (_gate)
        {
            if (_running is not null)
                _running.Terminate = true;
        }
    }
}
