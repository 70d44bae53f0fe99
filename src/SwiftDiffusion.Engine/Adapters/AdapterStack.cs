using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>The adapters of one sequence, each with its scale, sorted by what they change. No adapters are an empty stack.</summary>
public sealed class AdapterStack
{
    private readonly FrozenDictionary<AdapterTarget, ImmutableArray<ScaledLayer>> _layers;

    /// <param name="adapters">Adapters and their scales; scale 0 counts as absent.</param>
    public AdapterStack(IEnumerable<(LoraFile Adapter, float Scale)> adapters)
    {
        _layers = adapters.Where(adapter => adapter.Scale != 0)
            .SelectMany(adapter => adapter.Adapter.Layers.Select(layer => new ScaledLayer(layer, adapter.Scale)))
            .GroupBy(scaled => scaled.Layer.Target)
            .ToFrozenDictionary(target => target.Key, target => target.ToImmutableArray());
    }

    /// <summary>The stack without adapters.</summary>
    public static AdapterStack Empty { get; } = new([]);

    /// <summary>The targets that at least one adapter changes.</summary>
    public ImmutableArray<AdapterTarget> Targets => _layers.Keys;

    /// <summary>The layers on one target in the order of the adapters; empty when none changes it.</summary>
    public ImmutableArray<ScaledLayer> LayersOf(AdapterTarget target) => _layers.GetValueOrDefault(target, []);

    /// <summary>The graph inputs of a linear or pointwise target; rank 0 when no adapter changes it.</summary>
    public ConcatenatedRank Concatenate(AdapterTarget target) => RankConcatenation.Concatenate(target, LayersOf(target));

    /// <summary>Merges all layers on one target into its weight, row-major [out, in * height * width].</summary>
    public void MergeInto(AdapterTarget target, Span<float> weight)
    {
        foreach (var (layer, scale) in LayersOf(target))
            LoraDelta.AddTo(layer, scale, weight);
    }
}
