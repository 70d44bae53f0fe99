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
    private readonly Lazy<DiskTier> _disk;

    /// <param name="options">Sizes, limits and waits.</param>
    /// <param name="time">Ages, waits and stalls.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds; the message has all that are.</exception>
    public AdapterTiers(AdapterStoreOptions options, TimeProvider time)
        : this(options, time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)))
    {
    }

    internal AdapterTiers(AdapterStoreOptions options, TimeProvider time, Random random)
    {
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        (Options, Time) = (options, time);
        Memory = new PinnedCache<AdapterKey, LoraFile>(options.MemorySizeBytes, adapter => adapter.SizeBytes);
        _http = new HttpOrigin(options.ConnectTimeout, time);
        _s3 = new S3Origin(_http, options.S3ServiceUrl, options.S3Region);
        var origins = new Dictionary<string, IAdapterOrigin> { ["http"] = _http, ["https"] = _http, ["s3"] = _s3, ["file"] = new FileOrigin() };
        _disk = new Lazy<DiskTier>(() => new DiskTier(options, origins, time, random, Metrics));
        Metrics.Watch(() => HeldBytes, () => _disk.IsValueCreated ? _disk.Value.HeldBytes : 0);
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

    /// <summary>What a remote adapter is known to hash to; does not open the disk for it.</summary>
    internal string? FreshHash(AdapterSource.Remote source) => _disk.IsValueCreated ? _disk.Value.FreshHash(source) : source.Sha256;

    /// <summary>The tiers as one model sees them.</summary>
    /// <param name="targets">What adapters may change in it.</param>
    /// <param name="model">Its name, as profiles know it.</param>
    public AdapterStore StoreFor(AdapterTargetCatalog targets, string model) => new(targets, model, this);

    /// <summary>To be called when no request is under way any more.</summary>
    public void Dispose()
    {
        if (_disk.IsValueCreated)
            _disk.Value.Dispose();
        _s3.Dispose();
        _http.Dispose();
        Metrics.Dispose();
    }
}
