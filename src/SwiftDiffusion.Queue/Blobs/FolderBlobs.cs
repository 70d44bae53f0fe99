namespace SwiftDiffusion.Queue.Blobs;

/// <summary>Blobs as files below a folder, which all processes of the queue see. A file is complete or not there.</summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = $"{path}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    public async Task<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine([root, .. name.Split('/')]);

    /// <summary>A job's folders go with its last file. Somebody may be writing into one of them: then it is not empty, and stays.</summary>
    private void RemoveEmptyFolders(string folder)
    {
        for (; folder.Length > root.Length && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
            Directory.Delete(folder);
    }
}
