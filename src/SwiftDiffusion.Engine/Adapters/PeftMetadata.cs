using System.Collections.Frozen;
using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// Alphas that diffusers (from 0.34) writes into the header instead of tensors: the entry <c>lora_adapter_metadata</c>, a JSON object
/// with a PEFT configuration per component (<c>unet.lora_alpha</c>, <c>unet.alpha_pattern</c>), without prefix when one model was saved alone.
/// Ranks are given there as well, but the tensors have the last word on them.
/// </summary>
internal sealed class PeftMetadata
{
    private const string Entry = "lora_adapter_metadata";

    private static readonly (AdapterComponent? Component, string Prefix)[] Prefixes =
    [
        (null, ""),
        (AdapterComponent.UNet, "unet."),
        (AdapterComponent.TextEncoder, "text_encoder."),
        (AdapterComponent.TextEncoder2, "text_encoder_2."),
    ];

    private readonly List<(AdapterComponent? Component, Configuration Configuration)> _configurations = [];

    private PeftMetadata()
    {
    }

    /// <exception cref="ModelFormatException">The entry is malformed, or describes a DoRA.</exception>
    public static PeftMetadata Parse(FrozenDictionary<string, string> metadata, string file)
    {
        var result = new PeftMetadata();
        if (!metadata.TryGetValue(Entry, out string? text))
            return result;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            result.ReadAll(document.RootElement, file);
            return result;
        }
        // An ill-formed escape inside a string shows as InvalidOperationException, only when the string is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(file, $"metadata entry '{Entry}' is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>
    /// Alpha of a module, or null when the header says nothing. A rank-stabilised adapter (Kalajdzievski 2023, arXiv 2312.03732) divides
    /// alpha by sqrt(rank); it is returned as the alpha that gives the same factor when divided by the rank.
    /// </summary>
    public float? AlphaOf(AdapterComponent? component, string path, int rank)
    {
        var configuration = _configurations.Find(c => c.Component == component).Configuration
            ?? _configurations.Find(c => c.Component is null).Configuration;
        if (configuration is null)
            return null;
        float? alpha = configuration.AlphaPatterns.Match(path) ?? configuration.Alpha;
        return configuration.IsRankStabilized ? (alpha ?? rank) * MathF.Sqrt(rank) : alpha;
    }

    private void ReadAll(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException(file, $"metadata entry '{Entry}' is a JSON {root.ValueKind}, expected an object");
        foreach (var (component, prefix) in Prefixes)
        {
            if (IsTrue(root, prefix + "use_dora"))
                throw new ModelFormatException(file, $"is a DoRA adapter (metadata '{prefix}use_dora'), which is not supported; expected LoRA or LoCon");
            bool isPresent = root.EnumerateObject().Any(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && (prefix.Length > 0 || !p.Name.Contains('.')));
            if (isPresent)
                _configurations.Add((component, Read(root, prefix, file)));
        }
    }

    private static Configuration Read(JsonElement root, string prefix, string file)
    {
        var alpha = root.TryGetProperty(prefix + "lora_alpha", out var value) && value.ValueKind != JsonValueKind.Null
            ? ReadAlpha(value, prefix + "lora_alpha", file) : (float?)null;
        var patterns = new List<(string, float)>();
        string name = prefix + "alpha_pattern";
        if (root.TryGetProperty(name, out var pattern) && pattern.ValueKind != JsonValueKind.Null)
        {
            if (pattern.ValueKind != JsonValueKind.Object)
                throw new ModelFormatException(file, $"metadata '{name}' is a JSON {pattern.ValueKind}, expected an object of numbers");
            patterns.AddRange(pattern.EnumerateObject().Select(p => (p.Name, ReadAlpha(p.Value, name, file))));
        }

        return new(alpha, IsTrue(root, prefix + "use_rslora"), ModulePatterns.Parse(patterns, name, file));
    }

    private static float ReadAlpha(JsonElement value, string name, string file) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float alpha) && float.IsFinite(alpha) ? alpha
            : throw new ModelFormatException(file, $"metadata '{name}' holds a JSON {value.ValueKind} where a finite number is expected");

    private static bool IsTrue(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private sealed record Configuration(float? Alpha, bool IsRankStabilized, ModulePatterns AlphaPatterns);
}
