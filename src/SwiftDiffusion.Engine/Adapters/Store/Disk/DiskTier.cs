using System.Collections.Concurrent;
using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store.Disk;

/// <summary>
/// Copies of remote files, each fetched once however many wait for it. Main path: (1) use the copy that is there, if it is fresh, (2) have the store send the file,
/// or say that the copy is still right, (3) check what came before anything else sees it, (4) take it in under its hash, (5) note what the source was.
/// </summary>
internal sealed class DiskTier : IDisposable
{
    /// <summary>Beside the schemes, what guarded sources are fetched through.</summary>
    public const string Guarded = "guarded";

    private readonly AdapterStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly AdapterMetrics _metrics;
    private readonly IReadOnlyDictionary<string, IAdapterOrigin> _origins;
    private readonly RetryPolicy _retries;
    private readonly Transfer _transfer;
    private readonly BlobFolder _blobs;
    private readonly IncomingFolder _incoming;
    private readonly SourceIndex _index;
    private readonly PinnedCache<string, Blob> _fetches = new(budgetBytes: 0, _ => 1);
    private readonly ConcurrentDictionary<string, bool> _had = [];
    private readonly Action<string> _check;

    /// <param name="folder">Where it keeps files.</param>
    /// <param name="sizeBytes">Bytes of files that nobody uses.</param>
    /// <param name="maxFileSizeBytes">Largest file.</param>
    /// <param name="check">Refuses a file that came with a <see cref="Onnx.ModelFormatException"/>.</param>
    /// <param name="options">Valid ones.</param>
    /// <param name="origins">Stores by the scheme of their addresses.</param>
    /// <param name="time">Ages, waits and stalls.</param>
    /// <param name="random">Spreads retries.</param>
    /// <param name="metrics">Told of transfers.</param>
    public DiskTier(
        string folder, long sizeBytes, long maxFileSizeBytes, Action<string> check, AdapterStoreOptions options, IReadOnlyDictionary<string, IAdapterOrigin> origins, TimeProvider time, Random random, AdapterMetrics metrics)
    {
        (_check, _options, _origins, _time, _metrics) = (check, options, origins, time, metrics);
        _retries = new RetryPolicy(options, time, random, metrics);
        _transfer = new Transfer(options.StallTimeout, maxFileSizeBytes, time);
        _incoming = new IncomingFolder(Path.Combine(folder, "incoming"));
        _blobs = new BlobFolder(Path.Combine(folder, "sha256"), sizeBytes, time);
        _index = new SourceIndex(Path.Combine(folder, "sources"), _incoming);
    }

    /// <summary>How far the transfers under way are.</summary>
    public TransferBoard Board { get; } = new();

    /// <summary>Bytes of all files.</summary>
    public long HeldBytes => _blobs.HeldBytes();

    /// <summary>Transfers that somebody waits for or whose file somebody reads.</summary>
    public int Pins => _fetches.Pins;

    /// <summary>What a source hashes to, as far as may be said without asking its store; null when it has to be asked.</summary>
    public string? FreshHash(AdapterSource.Remote source) => source.Sha256 ?? (_index.Find(SourceIndex.KeyOf(source)) is { } record && IsFresh(record) ? record.Sha256 : null);

    /// <summary>Whether this process has had the file of a source.</summary>
    public bool HasHeld(AdapterSource.Remote source) => !_had.IsEmpty && _had.ContainsKey(SourceIndex.KeyOf(source));

    /// <summary>What a source was at the last look, however long ago; null when it was never looked at.</summary>
    public string? LastHash(AdapterSource.Remote source) => source.Sha256 ?? _index.Find(SourceIndex.KeyOf(source))?.Sha256;

    /// <summary>Where something about an adapter is kept beside its file, and stays when the file leaves.</summary>
    public string PathBeside(string sha256, string ending) => Path.ChangeExtension(_blobs.PathOf(sha256), ending);

    /// <summary>The file of a source, fetched if need be, which stays until the lease is disposed.</summary>
    /// <exception cref="TransferException">It cannot be fetched.</exception>
    /// <exception cref="Onnx.ModelFormatException">It is no adapter.</exception>
    public async Task<Lease<Blob>> HoldAsync(AdapterSource.Remote source, string name, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        string key = SourceIndex.KeyOf(source);
        using var watch = Board.Watch(key, name, progress);
        var blob = await _fetches.AcquireAsync(key, abandoned => Task.Run(() => FetchAsync(source, key, abandoned), CancellationToken.None), cancellation).ConfigureAwait(false);
        _had[key] = true;
        return blob;
    }

    /// <summary>Removes a file that no longer hashes to its name, so that it is fetched again; false when it is what it should be.</summary>
    public bool DiscardIfDamaged(Blob blob)
    {
        using (var content = File.OpenRead(blob.Path))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(content)) == blob.Sha256)
                return false;
        }

        _blobs.Remove(blob.Sha256);
        return true;
    }

    public void Dispose() => _incoming.Dispose();

    private async Task<Blob> FetchAsync(AdapterSource.Remote source, string key, CancellationToken cancellation)
    {
        // 1. The copy that is there.
        var record = source.Sha256 is null ? _index.Find(key) : null;
        var held = (source.Sha256 ?? record?.Sha256) is { } hash ? _blobs.TryHold(hash) : null;
        if (held is not null && (record is null || IsFresh(record)))
        {
            _metrics.Found(AdapterMetrics.Disk);
            return held;
        }

        try
        {
            // 2. The store.
            var received = await ReceiveAsync(source, key, held is null ? null : record!.Version, cancellation).ConfigureAwait(false);
            if (received is null)
            {
                _index.Put(key, record! with { CheckedAt = _time.GetUtcNow() });
                _metrics.Found(AdapterMetrics.Disk);
                return held!;
            }

            held?.Dispose();
            // 3. to 5.
            return TakeIn(source, key, received);
        }
        catch (TransferException e) when (held is not null && e.IsTransient)
        {
            // The store is away; what it last had is better than nothing.
            _metrics.Found(AdapterMetrics.Disk);
            return held;
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Null when the copy is still right. A copy to fall back on is worth one attempt only.</summary>
    private async Task<ReceivedFile?> ReceiveAsync(AdapterSource.Remote source, string key, OriginVersion? known, CancellationToken cancellation)
    {
        var version = known is { IsKnown: true } ? known : null;
        var origin = _origins[source.IsGuarded ? Guarded : source.Address.Scheme];
        long start = _time.GetTimestamp();
        var received = await _retries.RunAsync(
            known is null ? _options.MaxAttempts : 1,
            token => _transfer.RunAsync(origin, source.Address, version, _incoming.NextPath(), (bytes, total) => Board.Report(key, bytes, total), token),
            cancellation).ConfigureAwait(false);
        if (received is not null)
            _metrics.Received(_time.GetElapsedTime(start), new FileInfo(received.Path).Length);
        return received;
    }

    private Blob TakeIn(AdapterSource.Remote source, string key, ReceivedFile received)
    {
        try
        {
            // 3. Check.
            if (source.Sha256 is { } expected && received.Sha256 != expected)
                throw new TransferException($"its store sent another file than expected: SHA-256 {received.Sha256}, expected {expected}", isTransient: false);
            _check(received.Path);

            // 4. Take in.
            var blob = _blobs.Add(received.Sha256, received.Path);

            // 5. Note.
            if (source.Sha256 is null)
                _index.Put(key, new SourceRecord(received.Sha256, received.Version, _time.GetUtcNow()));
            return blob;
        }
        finally
        {
            File.Delete(received.Path);
        }
    }

    private bool IsFresh(SourceRecord record) => _time.GetUtcNow() - record.CheckedAt < _options.RevalidateAfter;
}
