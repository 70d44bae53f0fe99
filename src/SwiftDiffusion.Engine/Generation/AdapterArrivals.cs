using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// The adapters of one request on their way to its sequence: (1) all are asked for at once, (2) those that are there, or have to be, are attached before the first
/// call, (3) the others in stages: whoever has arrived is resolved beside those before it, and joins at the next step boundary. A request that replays recorded
/// calls has its stages at these. Owns everything that it resolved until the sequence has ended.
/// </summary>
internal sealed class AdapterArrivals : IAsyncDisposable
{
    private readonly ImageRequest _request;
    private readonly AdapterStore _store;
    private readonly Func<AdapterStack, AttachedAdapters> _resolve;
    private readonly CancellationToken _leaving;
    private readonly Task<AdapterLease>[] _loads;
    private readonly bool[] _isJoined;
    private readonly List<AttachedAdapters> _resolved = [];
    private readonly List<int[]> _stages = [];
    private LateAdapters? _firstStage;

    /// <summary>1. Asks for all adapters.</summary>
    /// <param name="request">What is to be made.</param>
    /// <param name="store">Where its adapters come from.</param>
    /// <param name="resolve">Makes adapters ready to run.</param>
    /// <param name="leaving">Fires when the request no longer wants them.</param>
    /// <exception cref="ImageRequestException">The recorded calls do not fit the adapters.</exception>
    public AdapterArrivals(ImageRequest request, AdapterStore store, Func<AdapterStack, AttachedAdapters> resolve, CancellationToken leaving)
    {
        int recorded = request.AdapterTiming.Steps.Length;
        if (recorded > 1 && recorded != request.Adapters.Length)
            throw new ImageRequestException($"{recorded} attach steps do not fit {request.Adapters.Length} LoRAs; expected one for all or one for each", nameof(request.AdapterTiming));
        (_request, _store, _resolve, _leaving) = (request, store, resolve, leaving);
        _loads = [.. request.Adapters.Select(use => store.AcquireAsync(use.Name, use.Source, request.AdapterProgress, leaving))];
        _isJoined = new bool[_loads.Length];
    }

    private AdapterTiming Timing => _request.AdapterTiming;

    private int[] Missing => [.. Enumerable.Range(0, _loads.Length).Where(i => !_isJoined[i])];

    /// <summary>2. Those that are attached before the first call.</summary>
    public async Task<AttachedAdapters> AttachFirstAsync()
    {
        int[] first = Timing switch
        {
            { IsExact: true } => Missing,
            { Steps.IsEmpty: false } => [.. Missing.Where(i => Timing.StepOf(i) == 0)],
            _ => [.. Missing.Where(i => _loads[i].IsCompleted)],
        };
        var (adapters, _) = await ResolveAsync(first).ConfigureAwait(false);
        return adapters;
    }

    /// <summary>3. Those that come later; null when none does.</summary>
    /// <param name="timesteps">Training timesteps of the calls that the sequence makes.</param>
    /// <param name="encode">Encodes the prompts again.</param>
    /// <exception cref="ImageRequestException">A recorded call is not among the sequence's.</exception>
    public LateAdapters? Late(ReadOnlySpan<float> timesteps, Func<AttachedAdapters, Task<Conditions>> encode)
    {
        int last = timesteps.Length - 1;
        if (Timing.Steps.Any(step => step > last))
            throw new ImageRequestException($"attach step {Timing.Steps.Max()} is not possible; this request's calls are numbered 0 to {last}", nameof(_request.AdapterTiming));
        int[] bounds = new int[_loads.Length];
        for (int i = 0; i < bounds.Length; i++)
            bounds[i] = Timing.StepOf(i) ?? Math.Min(BoundOf(i, timesteps), last);
        return _firstStage = NextStage(bounds, encode);
    }

    /// <summary>Names of the adapters that are there before the first call.</summary>
    public IEnumerable<string> FirstNames => _request.Adapters.Where((_, i) => _isJoined[i]).Select(use => use.Name);

    /// <summary>Names of the adapters that joined together, later.</summary>
    public IEnumerable<string> NamesOf(int stage) => _stages[stage].Select(i => _request.Adapters[i].Name);

    /// <summary>Per adapter of the request the calls made before it joined.</summary>
    /// <param name="attachSteps">Per stage the calls made before it.</param>
    public ImmutableArray<int> AttachedAt(IReadOnlyList<int> attachSteps)
    {
        int[] steps = new int[_loads.Length];
        for (int stage = 0; stage < attachSteps.Count; stage++)
        {
            foreach (int adapter in _stages[stage])
                steps[adapter] = attachSteps[stage];
        }

        return [.. steps];
    }

    /// <summary>Ends when nothing is on its way any more, which is soon after the request has left.</summary>
    public async Task SettleAsync()
    {
        for (var stage = _firstStage; stage is not null; stage = stage.Arrival.IsCompletedSuccessfully ? stage.Arrival.Result.Next : null)
            await ((Task)stage.Arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var load in _loads)
            await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>To be called when the sequence, which reads what was resolved, has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        _resolved.ForEach(adapters => adapters.Dispose());
        foreach (var load in _loads.Where(load => load.IsCompletedSuccessfully))
            (await load.ConfigureAwait(false)).Dispose();
    }

    private int BoundOf(int adapter, ReadOnlySpan<float> timesteps) => Timing.Bound
        ?? _store.ProfileOf(_request.Adapters[adapter].Source)?.BoundFor(timesteps)
        ?? (int)(timesteps.Length * AdapterTiming.DefaultBoundShare);

    /// <summary>The next of those that are missing: at recorded calls the group of the lowest one, else whoever comes first, by the smallest bound of all.</summary>
    private LateAdapters? NextStage(int[] bounds, Func<AttachedAdapters, Task<Conditions>> encode)
    {
        int[] missing = Missing;
        if (missing.Length == 0)
            return null;
        int bound = missing.Min(i => bounds[i]);
        bool isReplay = !Timing.Steps.IsEmpty;
        int[] group = isReplay ? [.. missing.Where(i => bounds[i] == bound)] : missing;
        return new LateAdapters(ArriveAsync(group, isReplay, bounds, encode), isReplay ? bound : 0, bound);
    }

    private async Task<AdapterArrival> ArriveAsync(int[] group, bool needsAll, int[] bounds, Func<AttachedAdapters, Task<Conditions>> encode)
    {
        var loads = group.Select(i => _loads[i]);
        if (needsAll)
            await Task.WhenAll(loads).ConfigureAwait(false);
        else
            await Task.WhenAny(loads).ConfigureAwait(false);

        int[] joining = [.. group.Where(i => _loads[i].IsCompleted)];
        var (adapters, changesPrompts) = await ResolveAsync(joining).ConfigureAwait(false);
        _stages.Add(joining);
        var conditions = changesPrompts ? await encode(adapters).ConfigureAwait(false) : null;
        return new AdapterArrival(adapters.UNet, adapters.UNetInputs, conditions) { Next = NextStage(bounds, encode) };
    }

    /// <summary>All who have joined so far and those who join now, in the request's order, whatever the order they came in.</summary>
    private async Task<(AttachedAdapters Adapters, bool ChangesPrompts)> ResolveAsync(int[] joining)
    {
        bool changesPrompts = false;
        foreach (int i in joining)
        {
            changesPrompts |= (await _loads[i].ConfigureAwait(false)).Adapter.ChangesTextEncoders;
            _isJoined[i] = true;
        }

        var joined = Enumerable.Range(0, _loads.Length).Where(i => _isJoined[i]);
        var stack = new AdapterStack(joined.Select(i => (_loads[i].Result.Adapter, _request.Adapters[i].Scale)));
        var adapters = stack.Targets.IsEmpty ? _resolve(stack) : await Task.Run(() => _resolve(stack), _leaving).ConfigureAwait(false);
        _resolved.Add(adapters);
        return (adapters, changesPrompts);
    }
}
