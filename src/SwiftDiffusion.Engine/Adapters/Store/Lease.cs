namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>A value that stays where it is until this is disposed; disposing twice is disposing once.</summary>
internal sealed class Lease<T>(T value, Action release) : IDisposable
{
    private int _isReleased;

    public T Value => value;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            release();
    }
}
