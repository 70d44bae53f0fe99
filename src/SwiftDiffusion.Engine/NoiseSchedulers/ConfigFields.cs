using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Typed access to a JSON object that collects every problem instead of stopping at the first. A missing or null field gives the
/// fallback; a bad one gives the fallback and a line in <see cref="Problems"/>.
/// </summary>
internal sealed class ConfigFields(JsonElement json)
{
    public List<string> Problems { get; } = [];

    public bool Has(string name) => Find(name) is not null;

    public FrozenSet<string> Given() => json.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => p.Name).ToFrozenSet();

    public void Report(string name, string value, string expected) => Problems.Add($"{name} is {value}; expected {expected}");

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Report(name, Show(value), "a string");
        return null;
    }

    public bool Flag(string name, bool fallback) => Choice(name, fallback, [("true", true), ("false", false)]);

    public int Integer(string name, int fallback, int min, int max)
    {
        if (Find(name) is not { } value)
            return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max)
            return number;
        Report(name, Show(value), $"an integer from {min} to {max}");
        return fallback;
    }

    public double Number(string name, double fallback, double min, double max) => OptionalNumber(name, min, max) ?? fallback;

    public double? OptionalNumber(string name, double min, double max)
    {
        if (Find(name) is not { } value)
            return null;
        if (TryNumber(value, out double number) && number >= min && number <= max)
            return number;
        Report(name, Show(value), Range("a number", min, max));
        return null;
    }

    public ImmutableArray<float> Numbers(string name, double min, double max)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.Array)
        {
            var numbers = value.EnumerateArray().Select(v => TryNumber(v, out double number) && number >= min && number <= max ? (float?)number : null).ToArray();
            if (numbers.All(n => n is not null))
                return [.. numbers.Select(n => n!.Value)];
        }

        Report(name, Show(value), Range("an array of numbers, each", min, max));
        return [];
    }

    public T Choice<T>(string name, T fallback, IReadOnlyList<(string Text, T Value)> choices)
    {
        if (Find(name) is not { } value)
            return fallback;
        // JSON's true and false count as the words, so that flags share this path.
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        foreach (var choice in choices)
        {
            if (choice.Text == text)
                return choice.Value;
        }

        Report(name, Show(value), string.Join(" or ", choices.Select(c => $"'{c.Text}'")));
        return fallback;
    }

    private JsonElement? Find(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A JSON number, or one of the words PythonJson leaves for the infinities.</summary>
    private static bool TryNumber(JsonElement value, out double number)
    {
        number = double.NaN;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => PythonJson.TryReadSpecial(value.GetString()!, out number),
            _ => false,
        };
    }

    private static string Range(string what, double min, double max)
    {
        string from = min.ToString(CultureInfo.InvariantCulture);
        if (double.IsNegativeInfinity(min))
            return what;
        return max == double.MaxValue ? $"{what} of at least {from}" : $"{what} from {from} to {max.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string Show(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
