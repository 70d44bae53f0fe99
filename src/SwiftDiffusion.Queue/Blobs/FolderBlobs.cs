using System.Security.Cryptography;
using System.Text;

namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// Blobs as files below a folder, which all processes of the queue see. A file is complete or not there. The folders in between are few and stay: making and
/// removing one for each job took longer than writing its picture.
/// </summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    private const int CopyBufferSizeBytes = 1 << 20;

    /// <summary>Ends the name of a file while it is written. Whoever is killed meanwhile leaves it to be deleted with the blob.</summary>
    private const string Unfinished = ".unfinished";

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + Unfinished, content, cancellationToken);
        File.Move(path + Unfinished, path, overwrite: true);
    }

    public async Task PutFileAsync(string name, string path, CancellationToken cancellationToken)
    {
        string target = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // The same content may come from several sides at once.
        string unfinished = $"{target}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            await CopyAsync(path, unfinished, cancellationToken);
            File.Move(unfinished, target, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

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
        {
            File.Delete(path);
            File.Delete(path + Unfinished);
        }

        return Task.CompletedTask;
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await source.CopyToAsync(target, CopyBufferSizeBytes, cancellationToken);
        target.Flush(flushToDisk: true);
    }

    /// <summary>One of 256 folders, so that none holds very many files.</summary>
    private string PathOf(string name) =>
        Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 1)), name.Replace('/', '.'));
}
