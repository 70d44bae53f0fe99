using SwiftDiffusion.Engine.Adapters.Store.Disk;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>An adapter that fits its model and whose file stays on the disk until this is disposed.</summary>
public sealed class FetchedAdapter : IDisposable
{
    private readonly Lease<Blob> _blob;

    internal FetchedAdapter(Lease<Blob> blob)
    {
        _blob = blob;
        SizeBytes = new FileInfo(blob.Value.Path).Length;
    }

    /// <summary>Where its file lies.</summary>
    public string Path => _blob.Value.Path;

    /// <summary>What it hashes to, in lower-case hexadecimal.</summary>
    public string Sha256 => _blob.Value.Sha256;

    public long SizeBytes { get; }

    public void Dispose() => _blob.Dispose();
}
