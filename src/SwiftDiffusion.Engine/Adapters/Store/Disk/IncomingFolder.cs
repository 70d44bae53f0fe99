namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// Where files lie while they arrive: a folder of this process's own, held by a lock that ends with the process. What a process left behind that ended in the
/// middle is removed by the next one; what another one still writes is not.
/// </summary>
internal sealed class IncomingFolder : IDisposable
{
    private const string LockName = "lock";

    private readonly string _folder;
    private readonly FileStream _lock;
    private long _count;

    /// <param name="root">Below it every process has a folder.</param>
    public IncomingFolder(string root)
    {
        Directory.CreateDirectory(root);
        foreach (string leftover in Directory.EnumerateDirectories(root))
            RemoveUnlessHeld(leftover);
        _folder = Path.Combine(root, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        _lock = new FileStream(Path.Combine(_folder, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>A path where no file is yet.</summary>
    public string NextPath() => Path.Combine(_folder, $"{Interlocked.Increment(ref _count)}.part");

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void RemoveUnlessHeld(string folder)
    {
        try
        {
            using (new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
                Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process holds it, or has just removed it.
        }
    }
}
