namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>How far the transfers under way are, for all who wait for them: many requests may wait for one file, and each hears of it.</summary>
internal sealed class TransferBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Watcher>> _watchers = [];

    /// <summary>How far each watched transfer is, under the names that requests use.</summary>
    public IReadOnlyList<AdapterProgress> Snapshot()
    {
        lock (_gate)
            return [.. _watchers.Values.SelectMany(watchers => watchers).Select(watcher => watcher.Last).DistinctBy(progress => progress.Name)];
    }

    /// <summary>Watches a transfer, begun or not, until this is disposed.</summary>
    public IDisposable Watch(string key, string name, IProgress<AdapterProgress>? listener)
    {
        var watcher = new Watcher(name, listener);
        lock (_gate)
        {
            if (!_watchers.TryGetValue(key, out var watchers))
                _watchers.Add(key, watchers = []);
            if (watchers.Count > 0)
                watcher.Last = watchers[0].Last with { Name = name };
            watchers.Add(watcher);
        }

        return new Lease<Watcher>(watcher, () => Forget(key, watcher));
    }

    public void Report(string key, long receivedBytes, long? totalBytes)
    {
        Watcher[] watchers;
        lock (_gate)
            watchers = [.. _watchers.GetValueOrDefault(key) ?? []];
        foreach (var watcher in watchers)
        {
            watcher.Last = new AdapterProgress(watcher.Name, receivedBytes, totalBytes);
            watcher.Listener?.Report(watcher.Last);
        }
    }

    private void Forget(string key, Watcher watcher)
    {
        lock (_gate)
        {
            var watchers = _watchers[key];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
                _watchers.Remove(key);
        }
    }

    private sealed class Watcher(string name, IProgress<AdapterProgress>? listener)
    {
        public string Name => name;

        public IProgress<AdapterProgress>? Listener => listener;

        public AdapterProgress Last { get; set; } = new(name, 0, null);
    }
}
