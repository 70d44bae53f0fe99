using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Registered;

/// <summary>
/// The models of this process, those it was started with and those that are registered. Main path, when the list has changed: (1) models that left it take no new
/// job, and are closed when their last one has ended, (2) new ones are fetched, opened and prepared, (3) add-ons are offered on all of them, (4) folders that nobody
/// uses are removed. One change at a time, since each takes memory.
/// </summary>
/// <param name="configured">Models that the process was started with, which stay their opener's.</param>
/// <param name="open">Opens a folder under a name on the same devices.</param>
/// <param name="addOns">Offers add-ons on models.</param>
/// <param name="folders">Where archives of models are unpacked.</param>
/// <param name="log">Where it logs.</param>
internal sealed class OfferedModels(
    IReadOnlyList<ServedModel> configured, Func<string, string, ServedModel> open, OfferedAddOns addOns, ArchiveFolders folders, ILogger log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    // Never disposed, since whoever offers or checks may come late; it owns no timer.
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<RegisteredModel, Task> _leaving = [];
    private readonly HashSet<string> _unpacked = [];
    // Not tried again at every change: what has no room once would take it from the jobs that run.
    private readonly HashSet<(string Name, string Sha256)> _refused = [];
    private HashSet<string> _wanted = [];
    private volatile RegisteredModel[] _registered = [];

    /// <summary>Those that take jobs, the default one first.</summary>
    public IReadOnlyList<ServedModel> All => [.. configured, .. _registered.Select(registered => registered.Model)];

    /// <summary>Offers what is registered, in place of what was.</summary>
    /// <param name="latest">Everything that is ready, asked for when it is this change's turn.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">The token fired, or the engines are closed.</exception>
    public Task OfferAsync(Func<IReadOnlyList<AddOnEntry>> latest, CancellationToken cancellation) => InTurnAsync(
        async token =>
        {
            var entries = latest();
            AddOnEntry[] models = [.. entries.Where(entry => entry.Registration.Kind == AddOnKind.Model && !IsConfigured(entry.Registration.Name))];
            _wanted = [.. models.Select(entry => entry.Sha256!)];
            _refused.IntersectWith(models.Select(KeyOf));

            // 1. Gone.
            var gone = _registered.Where(held => !models.Any(held.Is)).ToArray();
            _registered = [.. _registered.Except(gone)];
            foreach (var model in gone)
                _leaving[model] = Task.Run(() => LeaveAsync(model), CancellationToken.None);

            // 2. New.
            foreach (var entry in models.Where(entry => !_registered.Any(held => held.Is(entry)) && !_refused.Contains(KeyOf(entry))))
                await TakeAsync(entry, token).ConfigureAwait(false);

            // 3. Add-ons.
            await addOns.OfferAsync(All, entries, token).ConfigureAwait(false);

            // 4. Folders.
            RemoveUnused();
        },
        cancellation);

    /// <summary>Has an add-on on the disk, and has seen that it can be used. One that cannot leaves nothing behind.</summary>
    /// <exception cref="AdapterLoadException">It cannot be had.</exception>
    /// <exception cref="ModelFormatException">It is none, or none for its model.</exception>
    /// <exception cref="OperationCanceledException">The token fired, or the engines are closed.</exception>
    public async Task<FetchedAdapter> FetchAsync(AddOnRegistration addOn, IProgress<AdapterProgress> progress, CancellationToken cancellation)
    {
        var source = RegisteredSources.Of(addOn);
        if (addOn.Kind == AddOnKind.Model)
            return await FetchModelAsync(addOn.Name, source, progress, cancellation).ConfigureAwait(false);
        if (All.FirstOrDefault(served => served.Info.Id == addOn.Model) is not { } model || model.TryUse() is not { } use)
            throw new AdapterLoadException(addOn.Name, $"is for the model '{addOn.Model}', which is not served");
        using (use)
        {
            return await (addOn.Kind == AddOnKind.Adapter
                ? model.Engine.Adapters.FetchAsync(addOn.Name, source, progress, cancellation)
                : addOns.FetchControlNetAsync(addOn.Name, source, model, progress, cancellation)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what runs on registered models, as cancelled. Their folders stay for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        Task[] leaving = [.. _leaving.Values];
        _turn.Release();
        await Task.WhenAll(leaving).ConfigureAwait(false);
        foreach (var registered in _registered)
            await registered.Model.DisposeAsync().ConfigureAwait(false);
    }

    private static (string Name, string Sha256) KeyOf(AddOnEntry entry) => (entry.Registration.Name, entry.Sha256!);

    private bool IsConfigured(string name) => configured.Any(model => model.Info.Id == name);

    private async Task InTurnAsync(Func<CancellationToken, Task> change, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        await _turn.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            await change(either.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<FetchedAdapter> FetchModelAsync(string name, AdapterSource.Remote source, IProgress<AdapterProgress> progress, CancellationToken cancellation)
    {
        if (IsConfigured(name))
            throw new AdapterLoadException(name, "is the name of a model that a worker was started with; choose another one");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        var archive = await folders.FetchAsync(name, source, progress, either.Token).ConfigureAwait(false);
        try
        {
            await InTurnAsync(token => TryOutAsync(name, archive, token), either.Token).ConfigureAwait(false);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private async Task TryOutAsync(string name, FetchedAdapter archive, CancellationToken cancellation)
    {
        _unpacked.Add(archive.Sha256);
        try
        {
            // One of the same content may have left since.
            await folders.UnpackAsync(archive, cancellation).ConfigureAwait(false);
            await using var model = (await OpenAsync(name, archive.Sha256, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch
        {
            RemoveUnused();
            throw;
        }
    }

    /// <summary>This worker does without one that it cannot open; the others may be able to.</summary>
    private async Task TakeAsync(AddOnEntry entry, CancellationToken cancellation)
    {
        var (name, sha256) = KeyOf(entry);
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            if (!folders.Has(sha256))
                (await folders.FetchAsync(name, RegisteredSources.Of(entry), progress: null, cancellation).ConfigureAwait(false)).Dispose();
            _unpacked.Add(sha256);
            var model = await OpenAsync(name, sha256, cancellation).ConfigureAwait(false);
            _registered = [.. _registered, new RegisteredModel(name, sha256, model)];
            Log.ModelReady(log, name, model.Info.Kind, 0, 0, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        }
        catch (Exception e) when (e is AdapterLoadException or ModelFormatException or NotFiniteException or OnnxRuntimeException or OutOfMemoryException)
        {
            Log.AddOnFailed(log, $"model '{name}': {(e is AdapterLoadException load ? load.Reason : e.Message)}");
            if (e is not AdapterLoadException)
                _refused.Add((name, sha256));
        }
    }

    /// <summary>Opens a model and makes a small picture with it.</summary>
    private async Task<ServedModel> OpenAsync(string name, string sha256, CancellationToken cancellation)
    {
        string folder = folders.PathOf(sha256);
        ServedModel? model = null;
        try
        {
            model = await Task.Run(() => open(folder, name), cancellation).ConfigureAwait(false);
            await model.WarmAsync(cancellation).ConfigureAwait(false);
            return model;
        }
        catch (Exception e)
        {
            if (model is not null)
                await model.DisposeAsync().ConfigureAwait(false);
            if (e is ModelFormatException { File: var file, Problem: var problem } && file.StartsWith(folder, StringComparison.Ordinal) && file.Length > folder.Length)
                throw new ModelFormatException(file, $"{Path.GetRelativePath(folder, file)} {problem}", e);
            throw;
        }
    }

    private async Task LeaveAsync(RegisteredModel gone)
    {
        // Running jobs keep it, unless all engines are closed.
        await gone.Model.EndUsesAsync().WaitAsync(_closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await gone.Model.DisposeAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _leaving.Remove(gone);
            RemoveUnused();
            Log.ModelGone(log, gone.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next change tries again.
            Log.AddOnFailed(log, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void RemoveUnused()
    {
        foreach (string sha256 in _unpacked.Except(_wanted).Except(_leaving.Keys.Select(model => model.Sha256)).ToArray())
        {
            folders.Remove(sha256);
            _unpacked.Remove(sha256);
        }
    }
}

/// <summary>A registered model that is open, and what its archive hashes to.</summary>
internal sealed record RegisteredModel(string Name, string Sha256, ServedModel Model)
{
    /// <summary>Whether it is the one that an entry registers.</summary>
    public bool Is(AddOnEntry entry) => entry.Registration.Name == Name && entry.Sha256 == Sha256;
}
