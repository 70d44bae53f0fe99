namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Adapter files in host memory: loaded once however many ask, kept while in use, and beyond that as long as the budget lasts, the least recently used
/// leaving first. A file that cannot be used never enters.
/// </summary>
public sealed class AdapterStore
{
    private readonly AdapterTargetCatalog _targets;
    private readonly LoraLimits _limits;
    private readonly long _budgetBytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<FileVersion, Entry> _entries = [];
    private readonly LinkedList<FileVersion> _recency = [];

    /// <param name="targets">What adapters may change in the model.</param>
    /// <param name="limits">Bounds on a file.</param>
    /// <param name="budgetBytes">Memory for adapters that nobody uses at the moment.</param>
    public AdapterStore(AdapterTargetCatalog targets, LoraLimits limits, long budgetBytes)
    {
        _targets = targets;
        _limits = limits;
        _budgetBytes = budgetBytes;
    }

    /// <summary>Bytes of all adapters held, used and unused.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
                return Held();
        }
    }

    /// <summary>The adapter of a file, pinned until the lease is disposed.</summary>
    /// <exception cref="Onnx.ModelFormatException">The file cannot be used with this model.</exception>
    public async Task<AdapterLease> AcquireAsync(string path, CancellationToken cancellation)
    {
        var version = FileVersion.Of(path);
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(version, out entry!))
            {
                // Without a token: others may be waiting for the same load when the first one gives up.
                entry = new Entry(Task.Run(() => LoraFile.Load(path, _targets, _limits), CancellationToken.None));
                _entries.Add(version, entry);
            }

            entry.Pins++;
            _recency.Remove(version);
            _recency.AddLast(version);
        }

        try
        {
            return new AdapterLease(this, version, await entry.Loading.WaitAsync(cancellation).ConfigureAwait(false));
        }
        catch
        {
            Release(version);
            throw;
        }
    }

    internal void Release(FileVersion version)
    {
        lock (_gate)
        {
            var entry = _entries[version];
            entry.Pins--;
            if (entry.Pins == 0 && !entry.Loading.IsCompletedSuccessfully)
                Forget(version);
            EvictBeyondBudget();
        }
    }

    private void EvictBeyondBudget()
    {
        long held = Held();
        for (var node = _recency.First; node is not null && held > _budgetBytes;)
        {
            var (version, next) = (node.Value, node.Next);
            if (_entries[version] is { Pins: 0 } unused)
            {
                held -= unused.SizeBytes;
                Forget(version);
            }

            node = next;
        }
    }

    private void Forget(FileVersion version)
    {
        _entries.Remove(version);
        _recency.Remove(version);
    }

    private long Held() => _entries.Values.Sum(entry => entry.SizeBytes);

    private sealed class Entry(Task<LoraFile> loading)
    {
        public Task<LoraFile> Loading => loading;

        public int Pins { get; set; }

        public long SizeBytes => loading.IsCompletedSuccessfully ? loading.Result.SizeBytes : 0;
    }
}

/// <summary>A file as it is now; a changed file is another version.</summary>
internal readonly record struct FileVersion(string Path, DateTime ModifiedUtc, long SizeBytes)
{
    public static FileVersion Of(string path)
    {
        var info = new FileInfo(path);
        return new FileVersion(info.FullName, info.Exists ? info.LastWriteTimeUtc : default, info.Exists ? info.Length : 0);
    }
}

/// <summary>An adapter that stays in memory until this is disposed.</summary>
public sealed class AdapterLease : IDisposable
{
    private readonly AdapterStore _store;
    private readonly FileVersion _version;
    private int _isReleased;

    internal AdapterLease(AdapterStore store, FileVersion version, LoraFile adapter)
    {
        _store = store;
        _version = version;
        Adapter = adapter;
    }

    public LoraFile Adapter { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            _store.Release(_version);
    }
}
