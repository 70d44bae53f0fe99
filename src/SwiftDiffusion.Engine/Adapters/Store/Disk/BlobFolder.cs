namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// Files by what they hash to: <c>sha256/ab/abcd….safetensors</c>. A file is there whole or not at all. The time of its last change is the time of its last
/// use, so that the order in which files leave outlives the process; what lies there is looked up anew each time, so that processes can share a folder.
/// </summary>
internal sealed class BlobFolder(string root, long budgetBytes, TimeProvider time)
{
    private const string Ending = ".safetensors";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _pins = [];

    /// <summary>Bytes of all files.</summary>
    public long HeldBytes() => Files().Sum(file => file.Length);

    /// <summary>Where the file of a hash lies, or would.</summary>
    public string PathOf(string sha256) => Path.Combine(root, sha256[..2], sha256 + Ending);

    /// <summary>The file of a hash, if it is there.</summary>
    public Blob? TryHold(string sha256)
    {
        string path = PathOf(sha256);
        lock (_gate)
        {
            if (!File.Exists(path))
                return null;
            Touch(path);
            return Pin(sha256, path);
        }
    }

    /// <summary>Takes a file in, and lets others leave for it.</summary>
    /// <param name="sha256">What it hashes to.</param>
    /// <param name="file">A file of the same disk, which is moved.</param>
    public Blob Add(string sha256, string file)
    {
        string path = PathOf(sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        lock (_gate)
        {
            File.Move(file, path, overwrite: true);
            Touch(path);
            var blob = Pin(sha256, path);
            Trim();
            return blob;
        }
    }

    /// <summary>Removes a file that is not what its name says.</summary>
    public void Remove(string sha256) => File.Delete(PathOf(sha256));

    private Blob Pin(string sha256, string path)
    {
        _pins[sha256] = _pins.GetValueOrDefault(sha256) + 1;
        return new Blob(sha256, path, () => Unpin(sha256));
    }

    private void Unpin(string sha256)
    {
        lock (_gate)
        {
            if (--_pins[sha256] == 0)
                _pins.Remove(sha256);
        }
    }

    private void Trim()
    {
        FileInfo[] files = [.. Files().OrderBy(file => file.LastWriteTimeUtc)];
        long held = files.Sum(file => file.Length);
        foreach (var file in files)
        {
            if (held <= budgetBytes)
                return;
            if (_pins.ContainsKey(Path.GetFileNameWithoutExtension(file.Name)))
                continue;
            held -= file.Length;
            file.Delete();
        }
    }

    private void Touch(string path) => File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);

    private IEnumerable<FileInfo> Files()
    {
        var folder = new DirectoryInfo(root);
        return folder.Exists ? folder.EnumerateFiles("*" + Ending, SearchOption.AllDirectories).Where(file => file.Exists) : [];
    }
}
