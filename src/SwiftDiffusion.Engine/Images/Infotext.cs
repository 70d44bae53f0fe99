using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SwiftDiffusion.Engine.Images;

/// <summary>
/// The text that web UIs embed in their images (AUTOMATIC1111, modules/infotext_utils.py): the prompt, a line "Negative prompt: …" unless it is
/// empty, and one last line of fields <c>Key: value, …</c>. What the fields mean is <see cref="GenerationParameters"/>' business.
/// </summary>
/// <param name="Prompt">Any text, newlines included.</param>
/// <param name="NegativePrompt">Any text; empty when there is none.</param>
/// <param name="Fields">In order; keys are words, spaces, '-' and '/'. The line of fields is only recognised if there are three or more.</param>
public sealed record Infotext(string Prompt, string NegativePrompt, ImmutableArray<KeyValuePair<string, string>> Fields)
{
    private const string NegativeLabel = "Negative prompt:";
    private const int MinFields = 3;

    // Linear in the text, whatever it is: it may come from anybody.
    private static readonly Regex FieldPattern = new(
        """\s*(?<key>\w[\w \-/]+):\s*(?<value>"(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Reads any text: one without a line of fields is all prompt.</summary>
    public static Infotext Parse(string text)
    {
        var lines = text.TrimEnd().Split('\n').ToList();
        var fields = ReadFields(lines[^1]);
        if (fields.Length >= MinFields)
            lines.RemoveAt(lines.Count - 1);
        else
            fields = [];

        int negative = lines.FindIndex(line => line.StartsWith(NegativeLabel, StringComparison.Ordinal));
        var prompt = negative < 0 ? lines : lines[..negative];
        var negativeLines = negative < 0 ? [] : lines[negative..];
        if (negativeLines.Count > 0)
            negativeLines[0] = WithoutLeadingSpace(negativeLines[0][NegativeLabel.Length..]);
        return new Infotext(
            string.Join('\n', prompt.Select(line => LooksLikeLabel(line) ? WithoutLeadingSpace(line) : line)), string.Join('\n', negativeLines), fields);
    }

    /// <summary>The text; <see cref="Parse"/> restores prompts exactly.</summary>
    public string ToText()
    {
        var lines = new List<string>();
        // A prompt's line that would pass for the label moves right by a space, which Parse takes back.
        if (Prompt.Length > 0)
            lines.AddRange(Prompt.Split('\n').Select(line => LooksLikeLabel(line) ? " " + line : line));
        if (NegativePrompt.Length > 0)
            lines.Add($"{NegativeLabel} {NegativePrompt}");
        lines.Add(string.Join(", ", Fields.Select(field => $"{field.Key}: {Quote(field.Value)}")));
        return string.Join('\n', lines);
    }

    /// <summary>For names inside a list within a field, where nothing can be quoted.</summary>
    internal static string WithoutSeparators(string name) => name.Replace(",", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);

    private static bool LooksLikeLabel(string line) => line.AsSpan().TrimStart(' ').StartsWith(NegativeLabel, StringComparison.Ordinal);

    private static string WithoutLeadingSpace(string text) => text.StartsWith(' ') ? text[1..] : text;

    private static ImmutableArray<KeyValuePair<string, string>> ReadFields(string line) =>
        [.. FieldPattern.Matches(line).Select(m => KeyValuePair.Create(m.Groups["key"].Value, Unquote(m.Groups["value"].Value)))];

    /// <summary>A JSON string where the bare value would be misread.</summary>
    private static string Quote(string value)
    {
        bool isPlain = value.AsSpan().IndexOfAny(",:\n\"") < 0 && value.Trim().Length == value.Length;
        return isPlain ? value : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"";
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
            return value;
        try
        {
            return JsonSerializer.Deserialize<string>(value) ?? value;
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
