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

    /// <summary>The first control character that is no white space, as U+0000; null when there is none. No file or log could carry it.</summary>
    public static string? ControlCharacterIn(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
                return $"U+{(int)c:X4}";
        }

        return null;
    }

    /// <summary>Cuts between characters, never inside a surrogate pair.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= LongestText)
            return text;
        int end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{text[..end]}…";
    }
}
