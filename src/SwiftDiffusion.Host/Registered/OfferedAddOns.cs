using System.Collections.Frozen;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// Keeps what is registered usable on the models of this process: adapters are names for sources, which are fetched when first needed; ControlNets are unpacked
/// before they are offered.
/// </summary>
internal sealed class OfferedAddOns(ArchiveFolders folders, ILogger log)
{
    private FrozenSet<string> _unpacked = [];

    /// <summary>Gives each model what is registered for it, in place of what it had.</summary>
    public async Task OfferAsync(IReadOnlyList<ServedModel> models, IReadOnlyList<AddOnEntry> entries, CancellationToken cancellation)
    {
        var ready = new List<AddOnEntry>();
        foreach (var net in entries.Where(entry => entry.Registration.Kind == AddOnKind.ControlNet && models.Any(model => model.Info.Id == entry.Registration.Model)))
        {
            if (await IsUnpackedAsync(net, cancellation).ConfigureAwait(false))
                ready.Add(net);
        }

        foreach (var model in models)
        {
            model.Offer(
                entries.Where(entry => IsFor(entry, AddOnKind.Adapter, model)).Select(entry => new NamedAdapter(entry.Registration.Name, RegisteredSources.Of(entry))),
                ready.Where(entry => IsFor(entry, AddOnKind.ControlNet, model)).Select(entry => (entry.Registration.Name, folders.PathOf(entry.Sha256!))));
        }

        RemoveUnused(models, ready);
    }

    /// <summary>Has a ControlNet's archive on the disk, unpacked and loaded for a model. One that does not fit leaves nothing behind.</summary>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    /// <exception cref="ModelFormatException">It is none, or none for this model.</exception>
    public async Task<FetchedAdapter> FetchControlNetAsync(
        string name, AdapterSource.Remote source, ServedModel model, IProgress<AdapterProgress> progress, CancellationToken cancellation)
    {
        var archive = await folders.FetchAsync(name, source, progress, cancellation).ConfigureAwait(false);
        try
        {
            await model.Engine.LoadControlNetAsync(folders.PathOf(archive.Sha256), cancellation).ConfigureAwait(false);
            return archive;
        }
        catch
        {
            if (!_unpacked.Contains(archive.Sha256))
                folders.Remove(archive.Sha256);
            archive.Dispose();
            throw;
        }
    }

    private static bool IsFor(AddOnEntry entry, AddOnKind kind, ServedModel model) => entry.Registration.Kind == kind && entry.Registration.Model == model.Info.Id;

    private async Task<bool> IsUnpackedAsync(AddOnEntry net, CancellationToken cancellation)
    {
        try
        {
            if (!folders.Has(net.Sha256!))
            {
                using (await folders.FetchAsync(net.Registration.Name, RegisteredSources.Of(net), progress: null, cancellation).ConfigureAwait(false))
                {
                }
            }

            return true;
        }
        catch (Exception e) when (e is AdapterLoadException or ModelFormatException)
        {
            // This worker does without it, and requests that name it are refused while it does.
            Log.AddOnFailed(log, e.Message);
            return false;
        }
    }

    /// <summary>Folders of ControlNets that are gone, except of those that are still in memory.</summary>
    private void RemoveUnused(IReadOnlyList<ServedModel> models, List<AddOnEntry> ready)
    {
        var used = ready.Select(entry => entry.Sha256!).ToHashSet();
        var gone = _unpacked.Except(used).ToArray();
        string[] held = [.. gone.Where(hash => models.Any(model => model.Engine.HoldsControlNet(folders.PathOf(hash))))];
        foreach (string hash in gone.Except(held))
            folders.Remove(hash);
        _unpacked = used.Concat(held).ToFrozenSet();
    }
}
