namespace SwiftDiffusion.Host.Models;

/// <summary>Who uses something that may have to go: once it is to go nobody new may, and it is free to go when the last one has ended.</summary>
internal sealed class Uses
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isEnding;

    /// <returns>A use, which ends when it is disposed; null when none may begin any more.</returns>
    public IDisposable? TryBegin()
    {
        lock (_gate)
        {
            if (_isEnding)
                return null;
            _count++;
            return new Use(this);
        }
    }

    /// <summary>Lets nobody new in and waits for the others.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            if (_count == 0)
                _over.TrySetResult();
        }

        return _over.Task;
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_count == 0 && _isEnding)
                _over.TrySetResult();
        }
    }

    private sealed class Use(Uses uses) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                uses.End();
        }
    }
}
