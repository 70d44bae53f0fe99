namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// Blobs as files below a folder, which all processes of the queue see. A file is complete or not there; a job's folders go with its last file.
/// </summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        try
        {
            await WriteAsync(path, content, cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process took the empty folder away between its creation and the file's.
            await WriteAsync(path, content, cancellationToken);
        }
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
        string path = PathOf(name), folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
        {
            File.Delete(path);
            // What somebody who was killed had begun to write.
            foreach (string unfinished in Directory.GetFiles(folder, $"{Path.GetFileName(path)}.*"))
                File.Delete(unfinished);
        }

        RemoveEmptyFolders(folder);
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = $"{path}.{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }

    private string PathOf(string name) => Path.Combine([root, .. name.Split('/')]);

    private void RemoveEmptyFolders(string folder)
    {
        try
        {
            for (; folder.Length > root.Length && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
                Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Somebody began to write into it, or was faster: then there is nothing to do here.
        }
    }
}
