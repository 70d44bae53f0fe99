using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>Relatives of LoRA that need other arithmetic than up @ down: recognised by name and refused.</summary>
internal static class UnsupportedFormats
{
    private static readonly (string Marker, string Format)[] Markers =
    [
        (".dora_scale", "DoRA"),
        (".lora_magnitude_vector", "DoRA"),
        (".hada_", "LoHa"),
        (".lokr_", "LoKr"),
        (".oft_", "OFT"),
        (".on_input", "IA3"),
    ];

    /// <summary>The name of the format that a tensor of this name belongs to, or null.</summary>
    public static string? Of(string tensor) =>
        Markers.FirstOrDefault(marker => tensor.Contains(marker.Marker, StringComparison.Ordinal)).Format;

    /// <exception cref="ModelFormatException">A tensor belongs to such a format.</exception>
    public static void Refuse(IEnumerable<string> tensors, string file)
    {
        foreach (string tensor in tensors)
        {
            if (Of(tensor) is { } format)
                throw new ModelFormatException(file, $"is a {format} adapter (tensor '{tensor}'), which is not supported; expected LoRA or LoCon");
        }
    }
}
