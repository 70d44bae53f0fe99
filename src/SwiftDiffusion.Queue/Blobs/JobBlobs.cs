using System.Collections.Immutable;
using StackExchange.Redis;
using SwiftDiffusion.Queue.Scripts;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Blobs;

/// <summary>
/// The binary parts of jobs and results: small ones in the store, large ones outside. The store knows of every blob when it may be deleted, from
/// before it is written, so that none is left behind by whoever crashed; a job's scripts prolong what they refer to.
/// </summary>
internal sealed class JobBlobs(StoreConnection store, IBlobStore large, int maxStoredSizeBytes)
{
    private const char StoredPrefix = 's', LargePrefix = 'l';

    /// <summary>How long a blob may lie about before a job refers to it.</summary>
    private static readonly TimeSpan Unreferenced = TimeSpan.FromHours(1);

    /// <summary>Writes parts under names that begin with <paramref name="owner"/>.</summary>
    /// <returns>Their names, in order.</returns>
    public async Task<ImmutableArray<string>> PutAsync(string owner, ImmutableArray<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        ImmutableArray<string> names = [.. parts.Select((part, i) => $"{(part.Length <= maxStoredSizeBytes ? StoredPrefix : LargePrefix)}/{owner}/{i}")];
        await KeepAsync(names.Where(IsLarge), Unreferenced, cancellationToken);
        await Task.WhenAll(names.Select((name, i) => PutAsync(name, parts[i], cancellationToken)));
        return names;
    }

    /// <returns>Null when one of them has expired.</returns>
    public async Task<ImmutableArray<ReadOnlyMemory<byte>>?> GetAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(names.Select(name => GetAsync(name, cancellationToken)));
        return parts.All(part => part is not null) ? [.. parts.Select(part => part!.Value)] : null;
    }

    /// <summary>Gives up blobs that no job refers to.</summary>
    public Task DropAsync(IEnumerable<string> names, CancellationToken cancellationToken) => KeepAsync(names, TimeSpan.Zero, cancellationToken);

    /// <summary>Deletes blobs whose time is over.</summary>
    /// <returns>How many, at most <paramref name="limit"/>.</returns>
    public async Task<int> SweepAsync(int limit, CancellationToken cancellationToken)
    {
        var due = ((string?[]?)await store.RunAsync(QueueScripts.BlobsDue, [limit], cancellationToken) ?? []).OfType<string>().ToArray();
        if (due.Length == 0)
            return 0;
        // First deleted, then forgotten: a crash in between repeats the deletion.
        await Task.WhenAll(due.Where(IsLarge).Select(name => AskAsync(() => large.DeleteAsync(name, cancellationToken), cancellationToken)));
        await store.RunAsync(QueueScripts.BlobsGone, due.Select(name => (RedisValue)name), cancellationToken);
        return due.Length;
    }

    private static bool IsLarge(string name) => name[0] == LargePrefix;

    private async Task PutAsync(string name, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (IsLarge(name))
            await AskAsync(() => large.PutAsync(name, part, cancellationToken), cancellationToken);
        else
            await store.RunAsync(QueueScripts.BlobPut, [(long)Unreferenced.TotalMilliseconds, name, part], cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        if (IsLarge(name))
        {
            ReadOnlyMemory<byte>? content = null;
            await AskAsync(async () => content = await large.GetAsync(name, cancellationToken), cancellationToken);
            return content;
        }

        var value = (RedisValue)await store.RunAsync(QueueScripts.BlobGet, [name], cancellationToken);
        return value.IsNull ? null : (ReadOnlyMemory<byte>)value;
    }

    /// <summary>A folder or bucket that fails is a store that is away, whatever it says: it may be back before long.</summary>
    /// <exception cref="StoreUnavailableException">It failed.</exception>
    private static async Task AskAsync(Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The store of large blobs failed: {e.Message}", e);
        }
    }

    private async Task KeepAsync(IEnumerable<string> names, TimeSpan time, CancellationToken cancellationToken)
    {
        RedisValue[] values = [.. names.Select(name => (RedisValue)name)];
        if (values.Length > 0)
            await store.RunAsync(QueueScripts.BlobKeep, values.Prepend((long)time.TotalMilliseconds), cancellationToken);
    }
}
