using SwiftDiffusion.Engine.Adapters.Store;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// Registered ControlNets or models on this machine's disk, each in a folder named by its archive's hash. A folder is there whole or not at all; processes may
/// share them.
/// </summary>
/// <param name="fetch">Has an archive on the disk.</param>
/// <param name="root">Where the folders lie.</param>
/// <param name="layout">What is unpacked.</param>
/// <param name="maxSizeBytes">Bytes that an archive may unpack to.</param>
internal sealed class ArchiveFolders(ArchiveFetch fetch, string root, ArchiveLayout layout, long maxSizeBytes)
{
    /// <summary>The folder of an archive, whether or not it is there.</summary>
    public string PathOf(string sha256) => Path.Combine(root, sha256);

    /// <summary>Whether the folder of an archive is there.</summary>
    public bool Has(string sha256) => Directory.Exists(PathOf(sha256));

    /// <summary>Has an archive on the disk, and its folder beside it.</summary>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    /// <exception cref="Onnx.ModelFormatException">It holds none.</exception>
    public async Task<FetchedAdapter> FetchAsync(string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        var archive = await fetch(name, source, progress, cancellation).ConfigureAwait(false);
        try
        {
            await UnpackAsync(archive, cancellation).ConfigureAwait(false);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Has the folder of an archive on the disk, again if it was removed.</summary>
    /// <exception cref="Onnx.ModelFormatException">It holds none.</exception>
    public Task UnpackAsync(FetchedAdapter archive, CancellationToken cancellation) => Has(archive.Sha256) ? Task.CompletedTask : Task.Run(() => Unpack(archive), cancellation);

    /// <summary>Removes the folder of an archive. What is mapped from it stays readable.</summary>
    public void Remove(string sha256)
    {
        if (Has(sha256))
            Directory.Delete(PathOf(sha256), recursive: true);
    }

    private void Unpack(FetchedAdapter archive)
    {
        string unfinished = Path.Combine(root, $"{archive.Sha256}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        try
        {
            new ArchiveReader(layout, maxSizeBytes).Unpack(archive.Path, unfinished);
            Directory.Move(unfinished, PathOf(archive.Sha256));
        }
        catch (IOException) when (Has(archive.Sha256))
        {
            // Another process was faster; its folder holds the same.
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }
}

/// <summary>Has an archive on the disk for as long as the answer is held.</summary>
internal delegate Task<FetchedAdapter> ArchiveFetch(string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation);
