using SwiftDiffusion.Host.Output;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Host.Inspection;

/// <summary>What a safetensors file holds; of an adapter, what it says about itself.</summary>
/// <param name="File">Path.</param>
/// <param name="SizeBytes">Size of the file.</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Parameters">Numbers they hold.</param>
/// <param name="Lora">Null when the tensors' names are not those of an adapter.</param>
/// <param name="Metadata">The header's own entries; of an adapter those worth showing.</param>
/// <param name="Contents">Module by module, or tensor by tensor; null for an adapter whose tensors were not asked for.</param>
internal sealed record SafetensorsReport(
    string File,
    long SizeBytes,
    int Tensors,
    long Parameters,
    LoraReport? Lora,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<TensorGroup>? Contents) : IReport
{
    private const int MaxMetadataLength = 200;

    /// <exception cref="ModelFormatException">Not a safetensors file.</exception>
    public static SafetensorsReport Read(string path, bool listsTensors)
    {
        using var file = SafetensorsFile.Open(path);
        var lora = LoraReport.Of(file);
        var contents = listsTensors ? TensorTable.All(file) : lora is null ? TensorTable.Groups(file) : null;
        return new SafetensorsReport(
            path, new FileInfo(path).Length, file.Tensors.Count, file.Tensors.Values.Sum(tensor => tensor.Count), lora, lora?.Metadata ?? file.Metadata, contents);
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"{File}: {(Lora is null ? "safetensors" : "LoRA")}, {Figures.Bytes(SizeBytes)}, {Tensors} tensors, {Figures.Count(Parameters)} parameters");
        Lora?.Write(output);
        foreach (var (name, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            output.WriteLine($"  {name}: {Printable(value)}");
        if (Contents is null)
            return;
        output.WriteLine();
        TensorTable.Write(Contents, output);
    }

    /// <summary>Metadata is a stranger's text: control characters would steer the terminal.</summary>
    private static string Printable(string value)
    {
        string line = string.Concat(value.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MaxMetadataLength ? line : $"{line[..MaxMetadataLength]}…";
    }
}
