using System.Text.Json;

namespace SwiftDiffusion.Gateway.Tests.Hostile;

/// <summary>What answers look like, whatever was asked.</summary>
internal static class Declared
{
    private static readonly string[] WebUi = ["sdapi", "controlnet", "internal"];

    /// <summary>Whether an error has the body of its route's face, with words in it.</summary>
    public static bool IsErrorOf(string path, JsonElement body) => Array.Exists(WebUi, prefix => path.StartsWith($"{prefix}/", StringComparison.Ordinal))
        ? IsText(body, "error") && body.TryGetProperty("detail", out var detail) && detail.ValueKind is JsonValueKind.String or JsonValueKind.Array && IsText(body, "errors")
        : IsText(body, "detail") && body.GetProperty("error") is var error && IsText(error, "message") && IsText(error, "type") && IsText(error, "code") && error.TryGetProperty("param", out _);

    private static bool IsText(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;
}
