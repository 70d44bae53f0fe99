using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.Reference;

// Only described here; Images/ImagesResponse writes it.
/// <summary>The pictures of a request, and what they have in common.</summary>
internal sealed record ImagesAnswer
{
    [Description("Seconds since 1970.")]
    public required long Created { get; init; }

    [Description("The model that drew them.")]
    public required string Model { get; init; }

    [Description("png, jpeg or webp.")]
    public required string OutputFormat { get; init; }

    [Description("WIDTHxHEIGHT.")]
    public required string Size { get; init; }

    [Description("As asked for.")]
    public required string Quality { get; init; }

    [Description("opaque.")]
    public required string Background { get; init; }

    [Description("The pictures, in the order of their seeds.")]
    public required IReadOnlyList<PictureAnswerEntry> Data { get; init; }
}

/// <summary>One picture of an answer.</summary>
internal sealed record PictureAnswerEntry
{
    [Description("The seed that makes this very picture again.")]
    public required long Seed { get; init; }

    [Description("With LoRAs: the step at which each joined. As adapter_timing they make this very picture again.")]
    public IReadOnlyList<int>? AttachedAt { get; init; }

    [Description("The file in base64; absent with response_format url.")]
    [JsonPropertyName("b64_json")]
    public string? Base64Json { get; init; }

    [Description("Where the file can be fetched; with response_format url.")]
    public string? Url { get; init; }
}
