using SwiftDiffusion.Engine.Adapters.Store.Disk;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>An adapter that fits its model and whose file stays on the disk until this is disposed.</summary>
public sealed class FetchedAdapter : IDisposable
{
    private readonly Lease<Blob> _blob;

    private FetchedAdapter(Lease<Blob> blob)
    {
        _blob = blob;
        SizeBytes = new FileInfo(blob.Value.Path).Length;
    }

    /// <summary>Where its file lies.</summary>
    public string Path => _blob.Value.Path;

    /// <summary>What it hashes to, in lower-case hexadecimal.</summary>
    public string Sha256 => _blob.Value.Sha256;

    public long SizeBytes { get; }

    /// <summary>Has the file of a source on a disk tier.</summary>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    internal static async Task<FetchedAdapter> HoldAsync(
        DiskTier disk, string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return new FetchedAdapter(await disk.HoldAsync(source, name, progress, cancellation).ConfigureAwait(false));
        }
        catch (Exception e) when (AdapterStore.ReasonOf(e) is { } reason)
        {
            throw new AdapterLoadException(name, reason, e);
        }
    }

    public void Dispose() => _blob.Dispose();
}
