using System.Threading.Channels;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>A request that an engine works on.</summary>
public sealed class GenerationHandle
{
    private readonly Channel<GenerationEvent> _events = Channel.CreateUnbounded<GenerationEvent>();
    private readonly CancellationTokenSource _cancelled;
    private bool _hasEnded;

    internal GenerationHandle(CancellationTokenSource cancelled) => _cancelled = cancelled;

    /// <summary>What happens to it, in order; ends with the result.</summary>
    public ChannelReader<GenerationEvent> Events => _events.Reader;

    /// <summary>
    /// The picture, or why there is none: <see cref="ImageRequestException"/>, <see cref="Onnx.ModelFormatException"/> of an add-on,
    /// <see cref="NotFiniteException"/>, or cancelled.
    /// </summary>
    public Task<ImageResult> Result { get; private set; } = Task.FromCanceled<ImageResult>(new CancellationToken(canceled: true));

    /// <summary>Stops it within one graph; without effect once it has ended.</summary>
    public void Cancel()
    {
        lock (_cancelled)
        {
            if (!_hasEnded)
                _cancelled.Cancel();
        }
    }

    internal void Tell(GenerationEvent what) => _events.Writer.TryWrite(what);

    /// <summary>Goes with a run to its end.</summary>
    internal void Follow(Func<CancellationToken, Task<ImageResult>> run) => Result = FollowAsync(run);

    private async Task<ImageResult> FollowAsync(Func<CancellationToken, Task<ImageResult>> run)
    {
        try
        {
            return await run(_cancelled.Token).ConfigureAwait(false);
        }
        finally
        {
            _events.Writer.TryComplete();
            lock (_cancelled)
            {
                _hasEnded = true;
                _cancelled.Dispose();
            }
        }
    }
}
