using System.Text.Json;
using System.Text.RegularExpressions;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Takes the text inside a picture apart as the web UI shows it (modules/infotext_utils.py): prompts, and the fields of the last line.</summary>
internal static class InfotextFields
{
    private const string NegativeLabel = "Negative prompt:";
    private const int FewestFields = 3;

    // Linear in the text, whoever wrote it.
    private static readonly Regex Field = new(
        """\s*(?<key>\w[\w \-/]+):\s*(?<value>"(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static Dictionary<string, string> Read(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (text.Length == 0)
            return parameters;
        string[] lines = text.TrimEnd().Split('\n');
        var fields = Field.Matches(lines[^1]);
        if (fields.Count >= FewestFields)
            lines = lines[..^1];
        int negative = Array.FindIndex(lines, line => line.StartsWith(NegativeLabel, StringComparison.Ordinal));
        parameters["Prompt"] = string.Join('\n', negative < 0 ? lines : lines[..negative]);
        parameters["Negative prompt"] = negative < 0 ? "" : string.Join('\n', lines[negative..])[NegativeLabel.Length..].TrimStart(' ');
        foreach (var match in fields.Where(_ => fields.Count >= FewestFields))
            Add(parameters, match.Groups["key"].Value, match.Groups["value"].Value);
        return parameters;
    }

    /// <summary>A size is told as its two sides.</summary>
    private static void Add(Dictionary<string, string> parameters, string key, string value)
    {
        string[] sides = value.Split('x');
        if (sides.Length == 2 && sides.All(side => side.Length > 0 && side.All(char.IsAsciiDigit)))
            (parameters[$"{key}-1"], parameters[$"{key}-2"]) = (sides[0], sides[1]);
        else
            parameters[key] = Unquote(value);
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', .., '"'] || Requests.JsonBody.Parse(System.Text.Encoding.UTF8.GetBytes(value), out _) is not { } json)
            return value;
        using (json)
            return json.RootElement.ValueKind == JsonValueKind.String ? json.RootElement.GetString()! : value;
    }
}
