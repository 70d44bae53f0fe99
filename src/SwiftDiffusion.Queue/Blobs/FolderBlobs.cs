namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// Blobs as files below a folder, which all processes of the queue see. A file is complete or not there; a job's folders go with its last file.
/// </summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    private const int CopyBufferSizeBytes = 1 << 20;

    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(name, unfinished => File.WriteAllBytesAsync(unfinished, content, cancellationToken));

    public Task PutFileAsync(string name, string path, CancellationToken cancellationToken) =>
        PutAsync(name, unfinished => CopyAsync(path, unfinished, cancellationToken));

    public Task<StoredFile?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var content = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
            return Task.FromResult<StoredFile?>(new StoredFile(content, content.Length));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredFile?>(null);
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
        string path = PathOf(name);
        if (Directory.Exists(Path.GetDirectoryName(path)))
            File.Delete(path);
        RemoveEmptyFolders(Path.GetDirectoryName(path)!);
        return Task.CompletedTask;
    }

    private async Task PutAsync(string name, Func<string, Task> write)
    {
        string path = PathOf(name);
        try
        {
            await WriteAsync(path, write);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process took the empty folder away between its creation and the file's.
            await WriteAsync(path, write);
        }
    }

    private static async Task WriteAsync(string path, Func<string, Task> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string unfinished = $"{path}.{Guid.NewGuid():N}";
        try
        {
            await write(unfinished);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            // Half a file is nobody's.
            File.Delete(unfinished);
            throw;
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await source.CopyToAsync(target, CopyBufferSizeBytes, cancellationToken);
        target.Flush(flushToDisk: true);
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
