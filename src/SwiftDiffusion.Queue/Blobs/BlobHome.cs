namespace SwiftDiffusion.Queue.Blobs;

/// <summary>Where large blobs are kept: a bucket, a folder that was named, one below the data folder, or one that goes with the process.</summary>
internal sealed class BlobHome : IDisposable
{
    private readonly string? _temporary;

    private BlobHome(IBlobStore store, string? temporary)
    {
        Store = store;
        _temporary = temporary;
    }

    public IBlobStore Store { get; }

    public static BlobHome Of(QueueOptions options)
    {
        if (options.S3 is not null)
            return new BlobHome(new S3Blobs(options.S3), null);
        string? folder = options.BlobFolder ?? (options.DataFolder is null ? null : Path.Combine(options.DataFolder, "blobs"));
        string? temporary = folder is null ? Directory.CreateTempSubdirectory("swiftdiffusion").FullName : null;
        return new BlobHome(new FolderBlobs(Path.GetFullPath(folder ?? temporary!)), temporary);
    }

    public void Dispose()
    {
        (Store as IDisposable)?.Dispose();
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }
}
