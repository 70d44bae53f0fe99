using System.Diagnostics.CodeAnalysis;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>
/// Values loaded once however many ask, kept while in use, and beyond that as long as the budget lasts, the least recently used leaving first. What
/// cannot be loaded never enters, and a load that nobody waits for any more is stopped. A value that is disposable is disposed when it leaves.
/// </summary>
/// <param name="budgetBytes">Bytes that unused values may take together with the used ones.</param>
/// <param name="sizeOf">Bytes of a value.</param>
internal sealed class PinnedCache<TKey, TValue>(long budgetBytes, Func<TValue, long> sizeOf)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly LinkedList<Entry> _recency = [];
    private long _held;

    /// <summary>Bytes of all values held, used and unused.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>Uses that have not ended, loads included.</summary>
    public int Pins
    {
        get
        {
            lock (_gate)
                return _entries.Values.Sum(entry => entry.Pins);
        }
    }

    /// <summary>Whether the value is there. Does not count as a use.</summary>
    public bool Contains(TKey key)
    {
        lock (_gate)
            return _entries.TryGetValue(key, out var entry) && entry.IsLoaded;
    }

    /// <summary>The value if it is there.</summary>
    public bool TryAcquire(TKey key, [NotNullWhen(true)] out Lease<TValue>? lease)
    {
        lock (_gate)
        {
            lease = null;
            if (!_entries.TryGetValue(key, out var entry) || !entry.IsLoaded)
                return false;
            Pin(entry);
            lease = LeaseOf(entry);
            return true;
        }
    }

    /// <summary>The value, loaded if need be.</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="load">Loads it; its token fires when nobody waits any more.</param>
    /// <param name="cancellation">Ends this wait; others' go on.</param>
    public async Task<Lease<TValue>> AcquireAsync(TKey key, Func<CancellationToken, Task<TValue>> load, CancellationToken cancellation)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry!))
            {
                entry = new Entry(key);
                _entries.Add(key, entry);
                entry.Node = _recency.AddLast(entry);
            }

            Pin(entry);
            entry.Loading ??= LoadAsync(entry, load);
        }

        try
        {
            await entry.Loading.WaitAsync(cancellation).ConfigureAwait(false);
            return LeaseOf(entry);
        }
        catch
        {
            Release(entry);
            throw;
        }
    }

    private void Pin(Entry entry)
    {
        entry.Pins++;
        _recency.Remove(entry.Node!);
        _recency.AddLast(entry.Node!);
    }

    private Lease<TValue> LeaseOf(Entry entry) => new(entry.Value, () => Release(entry));

    private async Task LoadAsync(Entry entry, Func<CancellationToken, Task<TValue>> load)
    {
        try
        {
            // The gate is held by whoever began this.
            await Task.Yield();
            var value = await load(entry.Abandoned.Token).ConfigureAwait(false);
            lock (_gate)
            {
                if (entry.Pins > 0)
                {
                    entry.Value = value;
                    entry.IsLoaded = true;
                    _held += sizeOf(value);
                    EvictBeyondBudget();
                    return;
                }
            }

            // Everybody left before the token could stop it.
            (value as IDisposable)?.Dispose();
        }
        catch
        {
            lock (_gate)
                Forget(entry);
            throw;
        }
    }

    private void Release(Entry entry)
    {
        bool isAbandoned;
        lock (_gate)
        {
            entry.Pins--;
            isAbandoned = entry.Pins == 0 && !entry.IsLoaded;
            if (isAbandoned)
                Forget(entry);
            else
                EvictBeyondBudget();
        }

        if (isAbandoned)
            entry.Abandoned.Cancel();
    }

    private void EvictBeyondBudget()
    {
        for (var node = _recency.First; node is not null && _held > budgetBytes;)
        {
            var (entry, next) = (node.Value, node.Next);
            if (entry is { Pins: 0, IsLoaded: true })
            {
                _held -= sizeOf(entry.Value);
                Forget(entry);
                (entry.Value as IDisposable)?.Dispose();
            }

            node = next;
        }
    }

    /// <summary>A later entry of the same key is another one.</summary>
    private void Forget(Entry entry)
    {
        if (!_entries.TryGetValue(entry.Key, out var known) || known != entry)
            return;
        _entries.Remove(entry.Key);
        _recency.Remove(entry.Node!);
    }

    private sealed class Entry(TKey key)
    {
        public TKey Key => key;

        public CancellationTokenSource Abandoned { get; } = new();

        public Task? Loading { get; set; }

        public TValue Value { get; set; } = default!;

        public bool IsLoaded { get; set; }

        public int Pins { get; set; }

        public LinkedListNode<Entry>? Node { get; set; }
    }
}
