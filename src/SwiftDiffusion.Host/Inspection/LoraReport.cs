using System.Text.Json.Serialization;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>An adapter's own account of itself.</summary>
/// <param name="Formats">Naming conventions.</param>
/// <param name="Unsupported">Relatives of LoRA in it that the engine refuses.</param>
/// <param name="Layers">Changed layers by component.</param>
/// <param name="Ranks">Ranks that occur.</param>
/// <param name="Alphas">Alphas that occur.</param>
/// <param name="Dtypes">Element types of the matrices.</param>
/// <param name="HasConvolutions">Whether it changes kernels larger than 1x1, which makes its attachment slower.</param>
/// <param name="UnrecognizedTensors">Names the engine would refuse.</param>
/// <param name="TriggerWords">Words the prompt should hold.</param>
/// <param name="Metadata">Entries of the header worth showing.</param>
internal sealed record LoraReport(
    IReadOnlyList<LoraFormat> Formats,
    IReadOnlyList<string> Unsupported,
    IReadOnlyDictionary<string, int> Layers,
    IReadOnlyList<int> Ranks,
    IReadOnlyList<float> Alphas,
    IReadOnlyList<TensorDtype> Dtypes,
    bool HasConvolutions,
    IReadOnlyList<string> UnrecognizedTensors,
    IReadOnlyList<string> TriggerWords,
    [property: JsonIgnore] IReadOnlyDictionary<string, string> Metadata)
{
    private const int MaxNamesShown = 5;

    /// <summary>Null when no tensor is named like an adapter's.</summary>
    public static LoraReport? Of(SafetensorsFile file)
    {
        var summary = LoraSummary.Read(file.Path, LoraLimits.Default with { MaxFileSizeBytes = long.MaxValue });
        if (summary.Formats.IsEmpty && summary.UnsupportedFormats.IsEmpty)
            return null;
        var layers = summary.Components.ToDictionary(part => part.Component?.ToString() ?? "any component", part => part.Layers);
        return new LoraReport(
            summary.Formats, summary.UnsupportedFormats, layers, summary.Ranks, summary.Alphas, summary.Dtypes, summary.HasConvolutions,
            summary.UnrecognizedTensors, summary.TriggerWords, summary.Metadata);
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"  format: {Figures.List(Formats)}, {Figures.List(Dtypes)}");
        output.WriteLine($"  layers: {Figures.List(Layers.Select(part => $"{part.Value} in {part.Key}"))}{(HasConvolutions ? ", convolutions among them" : "")}");
        output.WriteLine($"  ranks: {Figures.List(Ranks)}");
        output.WriteLine($"  alphas: {Figures.List(Alphas)}");
        output.WriteLine($"  trigger words: {Figures.List(TriggerWords)}");
        if (Unsupported.Count > 0)
            output.WriteLine($"  not supported: {Figures.List(Unsupported)}");
        if (UnrecognizedTensors.Count > 0)
        {
            string more = UnrecognizedTensors.Count > MaxNamesShown ? $" and {UnrecognizedTensors.Count - MaxNamesShown} more" : "";
            output.WriteLine($"  unrecognized tensors: {Figures.List(UnrecognizedTensors.Take(MaxNamesShown))}{more}");
        }
    }
}
