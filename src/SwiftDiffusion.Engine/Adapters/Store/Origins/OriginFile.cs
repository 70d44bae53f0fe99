namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>A file that a store has begun to send.</summary>
/// <param name="content">Its bytes.</param>
/// <param name="sizeBytes">What the store says it will send, which is not to be relied on; null when it does not say.</param>
/// <param name="version">What to ask with next time.</param>
/// <param name="response">What has to be closed besides the content.</param>
internal sealed class OriginFile(Stream content, long? sizeBytes, OriginVersion version, IDisposable? response = null) : IAsyncDisposable
{
    public Stream Content => content;

    public long? SizeBytes => sizeBytes;

    public OriginVersion Version => version;

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync().ConfigureAwait(false);
        response?.Dispose();
    }
}
