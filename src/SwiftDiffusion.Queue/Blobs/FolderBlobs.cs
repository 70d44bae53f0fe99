using System.Security.Cryptography;
using System.Text;

namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// Blobs as files below a folder, which all processes of the queue see. A file is complete or not there. The folders in between are few and stay: making and
/// removing one for each job took longer than writing its picture.
/// </summary>
internal sealed class FolderBlobs(string root) : IBlobStore
{
    /// <summary>Ends the name of a file while it is written. Whoever is killed meanwhile leaves it to be deleted with the blob.</summary>
    private const string Unfinished = ".unfinished";

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path + Unfinished, content, cancellationToken);
        File.Move(path + Unfinished, path, overwrite: true);
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

    /// <summary>One of 256 folders, so that none holds very many files.</summary>
    private string PathOf(string name) =>
        Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 1)), name.Replace('/', '.'));
}
