using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Store.Disk;
using SwiftDiffusion.Engine.Adapters.Store.Origins;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>
/// The tiers through which adapters come, of one process and for all its models: remote stores, copies on disk by what they hash to, host memory. The
/// disk is not touched before the first remote adapter is asked for.
/// </summary>
public sealed class AdapterTiers : IDisposable
{
    private readonly HttpOrigin _http;
    private readonly S3Origin _s3;
    private readonly HttpOrigin? _guarded;
    private readonly Lazy<DiskTier> _disk;
    private readonly Lazy<DiskTier> _archives;
    private readonly Lazy<DiskTier> _models;

    /// <param name="options">Sizes, limits and waits.</param>
    /// <param name="time">Ages, waits and stalls.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds; the message has all that are.</exception>
    public AdapterTiers(AdapterStoreOptions options, TimeProvider time)
        : this(options, new AdapterOrigins(), time)
    {
    }

    /// <param name="options">Sizes, limits and waits.</param>
    /// <param name="added">Stores besides those that addresses name.</param>
    /// <param name="time">Ages, waits and stalls.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds; the message has all that are.</exception>
    public AdapterTiers(AdapterStoreOptions options, AdapterOrigins added, TimeProvider time)
        : this(options, added, time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
    {
    }

    internal AdapterTiers(AdapterStoreOptions options, TimeProvider time, Random random)
        : this(options, new AdapterOrigins(), time, random)
    {
    }

    private AdapterTiers(AdapterStoreOptions options, AdapterOrigins added, TimeProvider time, Random random)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        (Options, Time) = (options, time);
        Memory = new PinnedCache<AdapterKey, LoraFile>(options.MemorySizeBytes, adapter => adapter.SizeBytes);
        _http = new HttpOrigin(options.ConnectTimeout, time);
        _s3 = new S3Origin(_http, options.S3ServiceUrl, options.S3Region);
        var origins = new Dictionary<string, IAdapterOrigin> { ["http"] = _http, ["https"] = _http, ["s3"] = _s3, ["file"] = new FileOrigin() };
        if (added.ConnectGuarded is { } connect)
            origins[DiskTier.Guarded] = _guarded = new HttpOrigin(options.ConnectTimeout, time, connect);
        if (added.OpenContent is { } open)
            origins[AdapterSource.ContentScheme] = new ContentOrigin(open);
        _disk = new Lazy<DiskTier>(() => new DiskTier(
            options.Folder, options.DiskSizeBytes, options.MaxFileSizeBytes, file => LoraCheck.Require(file, options.Limits), options, origins, time, random, Metrics));
        _archives = Archives("archives", options.MaxFileSizeBytes);
        _models = Archives("model-archives", options.MaxModelSizeBytes);
        Metrics.Watch(() => HeldBytes, () => _disk.IsValueCreated ? _disk.Value.HeldBytes : 0);

        // Whoever fetches an archive unpacks it; the file itself is of no more use.
        Lazy<DiskTier> Archives(string folder, long maxSizeBytes) =>
            new(() => new DiskTier(Path.Combine(options.Folder, folder), 0, maxSizeBytes, _ => { }, options, origins, time, random, Metrics));
    }

    /// <summary>Bytes of host memory that adapters take, used and unused.</summary>
    public long HeldBytes => Memory.HeldBytes;

    /// <summary>How far the transfers under way are.</summary>
    public IReadOnlyList<AdapterProgress> Transfers => _disk.IsValueCreated ? _disk.Value.Board.Snapshot() : [];

    internal AdapterStoreOptions Options { get; }

    internal TimeProvider Time { get; }

    internal AdapterMetrics Metrics { get; } = new();

    internal PinnedCache<AdapterKey, LoraFile> Memory { get; }

    internal DiskTier Disk => _disk.Value;

    /// <summary>Uses and transfers that have not ended.</summary>
    internal int Pins => Memory.Pins + (_disk.IsValueCreated ? _disk.Value.Pins : 0);

    /// <summary>What a remote adapter is known to hash to; looks at the disk only for one that this process has had.</summary>
    internal string? FreshHash(AdapterSource.Remote source) =>
        source.Sha256 ?? (_disk.IsValueCreated && _disk.Value.HasHeld(source) ? _disk.Value.FreshHash(source) : null);

    /// <summary>The tiers as one model sees them.</summary>
    /// <param name="targets">What adapters may change in it.</param>
    /// <param name="model">Its name, as profiles know it.</param>
    public AdapterStore StoreFor(AdapterTargetCatalog targets, string model) => new(targets, model, this);

    /// <summary>Has a file on the disk that is no adapter but travels like one: an archive. Nothing is known of what is in it.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="progress">Told how far its transfer is; or null.</param>
    /// <param name="cancellation">Ends this wait.</param>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    public Task<FetchedAdapter> FetchArchiveAsync(string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation) =>
        FetchedAdapter.HoldAsync(_archives.Value, name, source, progress, cancellation);

    /// <summary>The same for the archive of a model, which may be larger.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="progress">Told how far its transfer is; or null.</param>
    /// <param name="cancellation">Ends this wait.</param>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    public Task<FetchedAdapter> FetchModelAsync(string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation) =>
        FetchedAdapter.HoldAsync(_models.Value, name, source, progress, cancellation);

    /// <summary>To be called when no request is under way any more.</summary>
    public void Dispose()
    {
        if (_disk.IsValueCreated)
            _disk.Value.Dispose();
        foreach (var archives in new[] { _archives, _models }.Where(tier => tier.IsValueCreated))
            archives.Value.Dispose();
        _s3.Dispose();
        _http.Dispose();
        _guarded?.Dispose();
        Metrics.Dispose();
    }
}
