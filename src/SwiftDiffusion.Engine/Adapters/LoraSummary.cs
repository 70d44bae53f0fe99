using System.Collections.Frozen;
using System.Collections.Immutable;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>What a LoRA file says about itself, without the model it is meant for.</summary>
/// <param name="Path">The file.</param>
/// <param name="FileSizeBytes">Its size.</param>
/// <param name="Formats">The naming conventions found; usually one.</param>
/// <param name="UnsupportedFormats">Relatives of LoRA that <see cref="LoraFile.Load"/> would refuse ("DoRA", "LoHa").</param>
/// <param name="Components">Layers per component.</param>
/// <param name="Ranks">Ranks that occur, ascending.</param>
/// <param name="Alphas">Alphas that occur, ascending.</param>
/// <param name="Dtypes">Element types of the matrices.</param>
/// <param name="HasConvolutions">Whether some layer has a kernel larger than 1x1 and so has to be merged.</param>
/// <param name="UnrecognizedTensors">Names that follow no known convention.</param>
/// <param name="TriggerWords">Words the trainer asks for in the prompt.</param>
/// <param name="Metadata">The header's entries worth showing, long values cut.</param>
public sealed record LoraSummary(
    string Path,
    long FileSizeBytes,
    ImmutableArray<LoraFormat> Formats,
    ImmutableArray<string> UnsupportedFormats,
    ImmutableArray<LoraComponentSummary> Components,
    ImmutableArray<int> Ranks,
    ImmutableArray<float> Alphas,
    ImmutableArray<TensorDtype> Dtypes,
    bool HasConvolutions,
    ImmutableArray<string> UnrecognizedTensors,
    ImmutableArray<string> TriggerWords,
    FrozenDictionary<string, string> Metadata)
{
    /// <summary>Reads a file's header and its alphas; the matrices stay on disk.</summary>
    /// <exception cref="ModelFormatException">The file is missing, too large, empty or not a safetensors file, or its PEFT metadata is malformed.</exception>
    public static LoraSummary Read(string path, LoraLimits limits)
    {
        using var file = LoraContainer.Open(path, limits);
        return LoraSummaryReader.Read(file);
    }
}

/// <summary>How many layers of an adapter belong to a component; null where the file's names do not say which.</summary>
public sealed record LoraComponentSummary(AdapterComponent? Component, int Layers);
