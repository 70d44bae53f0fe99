using System.Text;
using System.Text.Json;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// JSON as Python's json module writes it: the bare words NaN, Infinity and -Infinity stand for floats (scheduler_config.json of
/// DPM-Solver models says <c>"lambda_min_clipped": -Infinity</c>). They are handed on as strings.
/// </summary>
public static class PythonJson
{
    private static readonly string[] Words = ["-Infinity", "Infinity", "NaN"];

    /// <exception cref="JsonException">The text is not JSON even so.</exception>
    public static JsonDocument Parse(string text) => JsonDocument.Parse(QuoteSpecials(text));

    /// <summary>The float behind a word that <see cref="Parse"/> quoted.</summary>
    public static bool TryReadSpecial(string word, out double number)
    {
        number = word switch
        {
            "-Infinity" => double.NegativeInfinity,
            "Infinity" => double.PositiveInfinity,
            _ => double.NaN,
        };
        return Words.Contains(word);
    }

    private static string QuoteSpecials(string text)
    {
        if (!Words.Any(word => text.Contains(word, StringComparison.Ordinal)))
            return text;
        var quoted = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length;)
        {
            string? word = text[i] == '"' ? null : Words.FirstOrDefault(w => string.CompareOrdinal(text, i, w, 0, w.Length) == 0);
            int length = word?.Length ?? (text[i] == '"' ? StringLength(text, i) : 1);
            if (word is null)
                quoted.Append(text, i, length);
            else
                quoted.Append('"').Append(word).Append('"');
            i += length;
        }

        return quoted.ToString();
    }

    /// <summary>Characters of the string literal that begins at <paramref name="start"/>, both quotes included.</summary>
    private static int StringLength(string text, int start)
    {
        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i - start + 1;
        }

        return text.Length - start;
    }
}
