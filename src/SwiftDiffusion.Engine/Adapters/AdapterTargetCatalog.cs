using System.Collections.Frozen;
using System.Collections.Immutable;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// All targets of one bundle and every name under which adapter files may speak of them. A name is looked up, never
/// rewritten: a kohya name has lost its dots, and only the model's own paths say where they were.
/// </summary>
public sealed class AdapterTargetCatalog
{
    private readonly FrozenDictionary<AdapterComponent, FrozenDictionary<string, AdapterTarget>> _named;

    private AdapterTargetCatalog(
        ImmutableArray<AdapterTarget> targets, FrozenDictionary<AdapterComponent, FrozenDictionary<string, AdapterTarget>> named)
    {
        Targets = targets;
        _named = named;
    }

    /// <summary>Targets in the order of their components and paths.</summary>
    public ImmutableArray<AdapterTarget> Targets { get; }

    /// <summary>Derives the catalog from the tensors of each component's weights file or files.</summary>
    public static AdapterTargetCatalog FromWeights(IReadOnlyDictionary<AdapterComponent, IEnumerable<TensorEntry>> weights)
    {
        var targets = weights
            .SelectMany(component => component.Value.Select(tensor => AdapterTarget.FromWeight(component.Key, tensor)))
            .OfType<AdapterTarget>()
            .OrderBy(target => target.Component).ThenBy(target => target.Path, StringComparer.Ordinal)
            .ToImmutableArray();
        return new(targets, targets.GroupBy(target => target.Component).ToFrozenDictionary(component => component.Key, NameAll));
    }

    /// <summary>
    /// The target called <paramref name="name"/> in <paramref name="component"/>, or in any component when that is null.
    /// Null when there is none, or more than one.
    /// </summary>
    public AdapterTarget? Find(AdapterComponent? component, string name)
    {
        if (component is { } known)
            return _named.TryGetValue(known, out var names) ? names.GetValueOrDefault(name) : null;
        var found = _named.Values.Select(names => names.GetValueOrDefault(name)).OfType<AdapterTarget>().ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static FrozenDictionary<string, AdapterTarget> NameAll(IEnumerable<AdapterTarget> targets)
    {
        var all = targets.ToArray();
        var sgm = new SgmNames(all.Select(target => target.Path));
        // A name that two targets could claim names neither: an adapter using it is refused instead of guessed at.
        return all.SelectMany(target => TargetNames.Of(target, sgm).Select(name => (Name: name, Target: target)))
            .GroupBy(pair => pair.Name, pair => pair.Target)
            .Where(claims => claims.Count() == 1)
            .ToFrozenDictionary(claims => claims.Key, claims => claims.Single());
    }
}
