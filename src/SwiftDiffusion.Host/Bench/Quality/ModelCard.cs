using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Host.Bench.Quality;

/// <summary>
/// What a model's card says was measured on prompts with one object: the table row "one object, N steps" with figures such as
/// "obj 0.69, color 1.0, all 0.57", and the text "measured at guidance G".
/// </summary>
/// <param name="InferenceSteps">N.</param>
/// <param name="GuidanceScale">G.</param>
/// <param name="Rates">Share of pictures read as told, by the judge's head; "all" for all of them together.</param>
internal sealed record ModelCard(int InferenceSteps, float GuidanceScale, ImmutableArray<KeyValuePair<string, double>> Rates)
{
    /// <summary>Name of the rate of pictures in which every other head is right.</summary>
    public const string All = "all";

    private static readonly Regex Row = new(@"^\|\s*one object, (?<steps>\d+) steps\s*\|(?<rates>[^|]+)\|", RegexOptions.Multiline | RegexOptions.NonBacktracking);
    private static readonly Regex Rate = new(@"(?<head>\w+) (?<rate>\d+(\.\d+)?)", RegexOptions.NonBacktracking);
    private static readonly Regex Guidance = new(@"measured at guidance (?<scale>\d+(\.\d+)?)", RegexOptions.NonBacktracking);

    /// <exception cref="ModelFormatException">The card is missing, or says neither.</exception>
    public static ModelCard Read(string model)
    {
        string path = Path.Combine(model, "MODEL_CARD.md");
        if (!File.Exists(path))
            throw new ModelFormatException(path, "file not found; the model's quality is compared with its card");
        string text = File.ReadAllText(path);
        var (row, guidance) = (Row.Match(text), Guidance.Match(text));
        if (!row.Success || !guidance.Success)
            throw new ModelFormatException(path, "has no table row 'one object, N steps' or does not say 'measured at guidance G'");
        var rates = Rate.Matches(row.Groups["rates"].Value).Select(rate => KeyValuePair.Create(rate.Groups["head"].Value, Number(rate.Groups["rate"])));
        return new ModelCard((int)Number(row.Groups["steps"]), (float)Number(guidance.Groups["scale"]), [.. rates]);
    }

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);
}
