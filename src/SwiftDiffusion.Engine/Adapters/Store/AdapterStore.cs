using SwiftDiffusion.Engine.Adapters.Profiles;
using SwiftDiffusion.Engine.Adapters.Store.Origins;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Adapters.Store;

/// <summary>
/// Adapters for one model, wherever they come from. Main path: (1) host memory, (2) for a remote one its copy on disk, fetched if need be, (3) parsed for this
/// model and kept in host memory. The boundary where whatever can go wrong with an adapter becomes an <see cref="AdapterLoadException"/>.
/// </summary>
public sealed class AdapterStore
{
    private const string ProfileEnding = ".profile.json";

    private readonly AdapterTargetCatalog _targets;
    private readonly string _model;
    private readonly AdapterTiers _tiers;

    internal AdapterStore(AdapterTargetCatalog targets, string model, AdapterTiers tiers) => (_targets, _model, _tiers) = (targets, model, tiers);

    /// <summary>An adapter, pinned until the lease is disposed. One that is in memory is returned at once.</summary>
    /// <param name="name">What the request calls it.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="progress">Told how far its transfer is, on the transfer's thread; or null.</param>
    /// <param name="cancellation">Ends this wait; a load that others wait for goes on.</param>
    /// <exception cref="AdapterLoadException">It cannot be had, or not be used with this model.</exception>
    public async Task<AdapterLease> AcquireAsync(string name, AdapterSource source, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return new AdapterLease(source switch
            {
                AdapterSource.LocalFile local => await AcquireAsync(local.Path, cancellation).ConfigureAwait(false),
                AdapterSource.Remote remote => await AcquireAsync(remote, name, progress, cancellation).ConfigureAwait(false),
                _ => throw new ArgumentOutOfRangeException(nameof(source)),
            });
        }
        catch (Exception e) when (ReasonOf(e) is not null)
        {
            _tiers.Metrics.Failed();
            throw new AdapterLoadException(name, ReasonOf(e)!, e);
        }
    }

    /// <summary>Has a remote adapter on the disk and in host memory, checked against this model.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="progress">Told how far its transfer is; or null.</param>
    /// <param name="cancellation">Ends this wait.</param>
    /// <exception cref="AdapterLoadException">It cannot be had, or not be used with this model.</exception>
    public async Task<FetchedAdapter> FetchAsync(string name, AdapterSource.Remote source, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        using var fits = await AcquireAsync(name, source, progress, cancellation).ConfigureAwait(false);
        return await FetchedAdapter.HoldAsync(_tiers.Disk, name, source, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether an adapter is in host memory, so that a request with it need not wait. A cheap look, which does not count as a use.</summary>
    public bool Holds(AdapterSource source) => source switch
    {
        AdapterSource.LocalFile local => _tiers.Memory.Contains(AdapterKey.OfFile(_targets, local.Path)),
        AdapterSource.Remote remote => _tiers.FreshHash(remote) is { } hash && _tiers.Memory.Contains(AdapterKey.OfHash(_targets, hash)),
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    /// <summary>What was measured of an adapter on this model, also before it is loaded; null when nothing was.</summary>
    public AdapterProfile? ProfileOf(AdapterSource source)
    {
        try
        {
            return ProfilePathOf(source) is { } path ? AdapterProfile.Find(path, _model) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk tier that cannot be opened has no profiles; the load itself fails with the reason.
            return null;
        }
    }

    /// <summary>Where the profile of an adapter is kept: beside the file, or beside its copy. Null for a remote one that was never fetched.</summary>
    public string? ProfilePathOf(AdapterSource source) => source switch
    {
        AdapterSource.LocalFile local => Path.ChangeExtension(local.Path, ProfileEnding),
        AdapterSource.Remote remote => _tiers.Disk.LastHash(remote) is { } hash ? _tiers.Disk.PathBeside(hash, ProfileEnding) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    private async Task<Lease<LoraFile>> AcquireAsync(string path, CancellationToken cancellation)
    {
        var key = AdapterKey.OfFile(_targets, path);
        if (TryAcquire(key) is { } known)
            return known;
        _tiers.Metrics.Found(AdapterMetrics.Disk);
        return await LoadAsync(key, path, cancellation).ConfigureAwait(false);
    }

    private async Task<Lease<LoraFile>> AcquireAsync(AdapterSource.Remote source, string name, IProgress<AdapterProgress>? progress, CancellationToken cancellation)
    {
        for (bool isSecond = false; ; isSecond = true)
        {
            // 1. Host memory.
            if (_tiers.Disk.FreshHash(source) is { } hash && TryAcquire(AdapterKey.OfHash(_targets, hash)) is { } known)
                return known;

            // 2. Disk.
            using var blob = await _tiers.Disk.HoldAsync(source, name, progress, cancellation).ConfigureAwait(false);
            try
            {
                // 3. Parse.
                return await LoadAsync(AdapterKey.OfHash(_targets, blob.Value.Sha256), blob.Value.Path, cancellation).ConfigureAwait(false);
            }
            catch (ModelFormatException) when (!isSecond)
            {
                // Either the adapter does not fit the model, or the disk has spoilt the copy, which is then fetched again.
                if (!await Task.Run(() => _tiers.Disk.DiscardIfDamaged(blob.Value), cancellation).ConfigureAwait(false))
                    throw;
            }
        }
    }

    private Task<Lease<LoraFile>> LoadAsync(AdapterKey key, string path, CancellationToken cancellation) =>
        _tiers.Memory.AcquireAsync(key, _ => Task.Run(() => Parse(path), CancellationToken.None), cancellation);

    private Lease<LoraFile>? TryAcquire(AdapterKey key)
    {
        if (!_tiers.Memory.TryAcquire(key, out var lease))
            return null;
        _tiers.Metrics.Found(AdapterMetrics.Memory);
        return lease;
    }

    private LoraFile Parse(string path)
    {
        long start = _tiers.Time.GetTimestamp();
        var adapter = LoraFile.Load(path, _targets, _tiers.Options.Limits);
        _tiers.Metrics.Parsed(_tiers.Time.GetElapsedTime(start));
        return adapter;
    }

    /// <summary>Null for what is a bug. Words of the system name paths and are the operator's.</summary>
    internal static string? ReasonOf(Exception failure) => failure switch
    {
        TransferException transfer => transfer.Reason,
        ModelFormatException { InnerException: FileNotFoundException or DirectoryNotFoundException } missing => missing.Problem,
        ModelFormatException { InnerException: IOException or UnauthorizedAccessException } => "its file cannot be read",
        ModelFormatException format => format.Problem,
        IOException or UnauthorizedAccessException => "this server's disk does not take it in",
        _ => null,
    };
}
