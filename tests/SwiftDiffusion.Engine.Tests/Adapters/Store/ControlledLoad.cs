namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>A load that ends when and how a test says, or when its token fires.</summary>
internal sealed class ControlledLoad
{
    private readonly TaskCompletionSource<CancellationToken> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The load's token, once it has begun.</summary>
    public Task<CancellationToken> Started => _started.Task;

    public bool HasStarted => _started.Task.IsCompleted;

    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        if (!_started.TrySetResult(cancellation))
            throw new InvalidOperationException("begun twice");
        return await _result.Task.WaitAsync(cancellation);
    }

    public void Succeed(string value) => _result.TrySetResult(value);

    public void Fail() => _result.TrySetException(new InvalidDataException());
}
