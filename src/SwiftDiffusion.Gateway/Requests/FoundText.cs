using System.Text.Json;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Shows a client what it sent without sending it all back.</summary>
internal static class FoundText
{
    private const int LongestText = 60;

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.String => $"\"{Shorten(value.GetString()!)}\"",
        _ => Shorten(value.GetRawText()),
    };

    /// <summary>Cuts between characters, never inside a surrogate pair.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= LongestText)
            return text;
        int end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{text[..end]}…";
    }
}
