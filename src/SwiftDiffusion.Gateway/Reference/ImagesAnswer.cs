using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Answer of the images API, as the reference describes it; the writer is <c>Images/ImagesResponse</c>.</summary>
internal sealed record ImagesAnswer
{
    [Description("Seconds since 1970.")]
    public required long Created { get; init; }

    public required string Model { get; init; }

    public required string OutputFormat { get; init; }

    [Description("WIDTHxHEIGHT.")]
    public required string Size { get; init; }

    public required string Quality { get; init; }

    public required string Background { get; init; }

    public required IReadOnlyList<PictureAnswerEntry> Data { get; init; }
}

/// <summary>One picture of an answer.</summary>
internal sealed record PictureAnswerEntry
{
    [Description("The seed that makes this very picture again.")]
    public required long Seed { get; init; }

    [Description("The file in base64.")]
    [JsonPropertyName("b64_json")]
    public string? Base64Json { get; init; }

    [Description("Where the file can be fetched.")]
    public string? Url { get; init; }
}
