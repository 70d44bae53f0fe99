namespace SwiftDiffusion.Engine.Adapters.Store.Origins;

/// <summary>Files that are known by their hash, and kept by whoever opened the tiers.</summary>
internal sealed class ContentOrigin(Func<string, CancellationToken, Task<(Stream Content, long SizeBytes)?>> open) : IAdapterOrigin
{
    public async Task<OriginFile?> OpenAsync(Uri address, OriginVersion? known, CancellationToken cancellation)
    {
        try
        {
            var (content, sizeBytes) = await open(address.AbsolutePath, cancellation).ConfigureAwait(false)
                ?? throw new TransferException("its file is no longer kept", isTransient: false);
            return new OriginFile(content, sizeBytes, new OriginVersion(null, null));
        }
        catch (Exception e) when (e is not TransferException && !cancellation.IsCancellationRequested)
        {
            // Whatever keeps the files may fail in ways of its own.
            throw new TransferException("its file cannot be read at present", isTransient: true, e);
        }
    }
}
