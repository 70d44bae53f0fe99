using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>A prompt and what the judge should read off its picture.</summary>
/// <param name="Prompt">The text.</param>
/// <param name="Answers">Class by head.</param>
internal sealed record JudgePrompt(string Prompt, IReadOnlyDictionary<string, string> Answers)
{
    /// <summary>The prompts with one object of <c>judge/prompts.json</c>: [{ "prompt": …, "two": false, HEAD: CLASS, … }, …].</summary>
    /// <exception cref="ModelFormatException">Missing or malformed.</exception>
    public static ImmutableArray<JudgePrompt> ReadOneObject(string model)
    {
        string path = Path.Combine(model, "judge", "prompts.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Where(entry => !entry.GetProperty("two").GetBoolean()).Select(Parse)];
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelFormatException(path, $"is not a list of judged prompts: {e.Message}", e);
        }
    }

    private static JudgePrompt Parse(JsonElement entry) => new(
        entry.GetProperty("prompt").GetString()!,
        entry.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String).ToDictionary(field => field.Name, field => field.Value.GetString()!));
}
