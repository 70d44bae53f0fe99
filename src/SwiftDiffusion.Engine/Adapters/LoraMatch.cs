using System.Collections.Immutable;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>A file's tensors, each assigned to a target of the model and to its part there.</summary>
internal sealed class LoraMatch
{
    private readonly Dictionary<(AdapterTarget Target, LoraPart Part), TensorEntry> _tensors = [];

    private LoraMatch()
    {
    }

    /// <summary>The targets that have at least one tensor, in the order of their components and paths.</summary>
    public ImmutableArray<AdapterTarget> Targets { get; private set; }

    /// <summary>The tensor that is <paramref name="part"/> of <paramref name="target"/>, or null.</summary>
    public TensorEntry? Find(AdapterTarget target, LoraPart part) => _tensors.GetValueOrDefault((target, part));

    /// <summary>Names of the tensors that belong to <paramref name="target"/>.</summary>
    public IEnumerable<string> NamesOf(AdapterTarget target) =>
        Enum.GetValues<LoraPart>().Select(part => Find(target, part)?.Name).OfType<string>().Select(name => $"'{name}'");

    /// <exception cref="ModelFormatException">A tensor matches no target, or two are the same part of one target.</exception>
    public static LoraMatch Of(SafetensorsFile file, AdapterTargetCatalog targets)
    {
        var match = new LoraMatch();
        var strangers = new List<string>();
        foreach (var tensor in file.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (LoraKey.Parse(tensor.Name) is not { } key || targets.Find(key.Component, key.Module) is not { } target)
                strangers.Add($"'{tensor.Name}'");
            else if (!match._tensors.TryAdd((target, key.Part), tensor))
                throw new ModelFormatException(
                    file.Path, $"tensors '{match.Find(target, key.Part)!.Name}' and '{tensor.Name}' are the same part of '{target.Path}'");
        }

        if (strangers.Count > 0)
            throw new ModelFormatException(
                file.Path, $"{strangers.Count} of {file.Tensors.Count} tensors match no target of this model: {ProblemList.Format(strangers)}");
        match.Targets = [.. match._tensors.Keys.Select(key => key.Target).Distinct()
            .OrderBy(target => target.Component).ThenBy(target => target.Path, StringComparer.Ordinal)];
        return match;
    }
}
