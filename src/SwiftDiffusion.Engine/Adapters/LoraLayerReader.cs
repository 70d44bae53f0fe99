using System.Collections.Immutable;
using System.Numerics.Tensors;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>Turns matched tensors into layers and collects everything that is wrong with them.</summary>
internal sealed class LoraLayerReader(SafetensorsFile file, LoraMatch match, PeftMetadata metadata, LoraLimits limits)
{
    private readonly List<string> _problems = [];

    /// <exception cref="ModelFormatException">At least one layer is incomplete, of a wrong shape, or holds values that are not finite.</exception>
    public ImmutableArray<LoraLayer> ReadAll()
    {
        var layers = match.Targets.Select(Read).OfType<LoraLayer>().ToImmutableArray();
        if (_problems.Count > 0)
            throw new ModelFormatException(file.Path, ProblemList.Format(_problems));
        return layers;
    }

    private LoraLayer? Read(AdapterTarget target)
    {
        var up = match.Find(target, LoraPart.Up);
        var mid = match.Find(target, LoraPart.Mid);
        if (match.Find(target, LoraPart.Down) is not { } down || up is null)
            return Refuse($"target '{target.Path}' has {string.Join(", ", match.NamesOf(target))}; expected both down and up");
        if (LoraShapes.Problem(target, down, up, mid, limits.MaxRank) is { } problem)
            return Refuse(problem);
        int rank = (int)down.Shape[0];
        if (ReadAlpha(target, rank) is not { } alpha || ReadFinite(down) is not { } downValues || ReadFinite(up) is not { } upValues)
            return null;
        if (mid is null)
            return new(target, rank, alpha, downValues, upValues);
        return ReadFinite(mid) is { } core
            ? new(target, rank, alpha, TuckerCore.MultiplyInto(core, downValues, rank, target.KernelHeight * target.KernelWidth), upValues)
            : null;
    }

    private float? ReadAlpha(AdapterTarget target, int rank)
    {
        if (match.Find(target, LoraPart.Alpha) is not { } tensor)
            return metadata.AlphaOf(target.Component, target.Path, rank) ?? rank;
        if (tensor.Count == 1)
            return ReadFinite(tensor)?[0];
        _problems.Add($"'{tensor.Name}' is {tensor.ShapeText}; expected one number");
        return null;
    }

    private float[]? ReadFinite(TensorEntry tensor)
    {
        var values = file.ReadFloats(tensor);
        if (TensorPrimitives.IsFiniteAll<float>(values))
            return values;
        _problems.Add($"'{tensor.Name}' holds a value that is not finite");
        return null;
    }

    private LoraLayer? Refuse(string problem)
    {
        _problems.Add(problem);
        return null;
    }
}
