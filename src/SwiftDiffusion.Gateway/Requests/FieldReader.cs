using System.Globalization;
using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Reads the fields of one JSON object and notes what is wrong with them. Null means absent, as in the OpenAI API. A field that was asked
/// for is a known field, so <see cref="RejectUnknown"/> needs no second list.
/// </summary>
internal sealed class FieldReader(JsonElement json, string path, RequestProblems problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Whether anything was wrong so far, with this object or with another of the same request.</summary>
    public bool HasProblems => problems.Any;

    /// <summary>Path of a field for problems: <c>controlnets[1].start</c>.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public void Reject(string name, string accepted, FailureCode code = FailureCode.InvalidRequest) =>
        problems.Add(PathOf(name), json.TryGetProperty(name, out var value) ? FoundText.Of(value) : "nothing", accepted, code);

    /// <summary>For a problem that is not the literal value: two fields that disagree, or what the value stands for.</summary>
    public void Reject(string name, string found, string accepted) => problems.Add(PathOf(name), found, accepted);

    /// <summary>The one of several names of the same thing that the client used, or several that say the same; the first when it used none.</summary>
    public string Pick(params ReadOnlySpan<string> names)
    {
        string? picked = null;
        foreach (string name in names)
        {
            if (Find(name) is not { } value)
                continue;
            if (picked is null)
                picked = name;
            else if (!JsonElement.DeepEquals(value, json.GetProperty(picked)))
                Reject(name, $"both {picked} and {name}", "one of them: they mean the same");
        }

        return picked ?? names[0];
    }

    public string? Text(string name, int maxLength, string? accepted = null)
    {
        accepted ??= string.Create(CultureInfo.InvariantCulture, $"a text of at most {maxLength} characters");
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Rejected<string>(name, accepted);
        string text = value.GetString()!;
        if (text.Length > maxLength)
            Reject(name, string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters"), accepted);
        else if (FoundText.ControlCharacterIn(text) is { } control)
            Reject(name, $"the control character {control}", $"{accepted}, without control characters");
        else
            return text;
        return null;
    }

    /// <summary>A text that is to be decoded, of any length.</summary>
    public string? Base64(string name, string accepted)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : Rejected<string>(name, accepted);
    }

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Rejected<bool?>(name, "true or false"),
    };

    /// <summary>A whole number; 20.0 is one, as JSON does not tell it from 20.</summary>
    public long? Whole(string name, long min, long max)
    {
        if (Find(name) is not { } value)
            return null;
        return WholeOf(value, min, max) ?? Rejected<long?>(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
    }

    /// <summary>Whether the field is a text; for fields that may be of several kinds.</summary>
    public bool IsText(string name) => Find(name) is { ValueKind: JsonValueKind.String };

    /// <summary>A whole number, or an array of some.</summary>
    public long[]? WholeNumbers(string name, long min, long max, string accepted)
    {
        if (Find(name) is not { } value)
            return null;
        JsonElement[] entries = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        long?[] numbers = [.. entries.Select(entry => WholeOf(entry, min, max))];
        return numbers.Length > 0 && numbers.All(number => number is not null) ? [.. numbers.OfType<long>()] : Rejected<long[]>(name, accepted);
    }

    public double? Number(string name, double min, double max)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : Rejected<double?>(name, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    /// <summary>One of a few words, and what it stands for.</summary>
    public T? Choice<T>(string name, params (string Word, T Meaning)[] choices)
        where T : struct
    {
        if (Find(name) is not { } value)
            return null;
        int index = value.ValueKind == JsonValueKind.String ? Array.FindIndex(choices, choice => value.ValueEquals(choice.Word)) : -1;
        return index >= 0 ? choices[index].Meaning : Rejected<T?>(name, string.Join(", ", choices.Select(choice => choice.Word)));
    }

    /// <summary>One of a few words that change nothing here; only checked.</summary>
    public string? Word(string name, params string[] words)
    {
        if (Find(name) is not { } value)
            return null;
        int index = value.ValueKind == JsonValueKind.String ? Array.FindIndex(words, word => value.ValueEquals(word)) : -1;
        return index >= 0 ? words[index] : Rejected<string>(name, string.Join(", ", words));
    }

    /// <summary>The objects of an array, each with a reader of its own. Too many are not read at all.</summary>
    public IReadOnlyList<FieldReader> Objects(string name, int most, string shape)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return Rejected<FieldReader[]>(name, $"an array of {shape}") ?? [];
        if (value.GetArrayLength() > most)
        {
            Reject(name, $"{value.GetArrayLength()} entries", $"at most {most}");
            return [];
        }

        return [.. value.EnumerateArray().Index()
            .Select(entry => Entry($"{PathOf(name)}[{entry.Index}]", entry.Item, shape)).OfType<FieldReader>()];
    }

    /// <summary>The texts of an array; too many are not read at all.</summary>
    public IReadOnlyList<string> Texts(string name, int most, string shape)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.String))
            return Rejected<string[]>(name, $"an array of {shape}") ?? [];
        if (value.GetArrayLength() <= most)
            return [.. value.EnumerateArray().Select(entry => entry.GetString()!)];
        Reject(name, $"{value.GetArrayLength()} entries", $"at most {most}");
        return [];
    }

    /// <summary>A field that is checked but read by nobody: anything else than what <paramref name="isHarmless"/> lets pass is refused.</summary>
    public void Only(string name, string accepted, Predicate<JsonElement> isHarmless)
    {
        if (Find(name) is { } value && !isHarmless(value))
            Reject(name, accepted);
    }

    /// <summary>Whether the field is there and an object.</summary>
    public bool IsObject(string name) => Find(name) is { ValueKind: JsonValueKind.Object };

    /// <summary>Whether the field is there and a number.</summary>
    public bool IsNumber(string name) => Find(name) is { ValueKind: JsonValueKind.Number };

    /// <summary>Whether the field is there and an array of nothing.</summary>
    public bool IsEmptyArray(string name) => Find(name) is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() == 0;

    /// <summary>Whether the field is there and a text without a character, which some clients send for nothing.</summary>
    public bool IsEmptyText(string name) => Find(name) is { ValueKind: JsonValueKind.String } value && value.ValueEquals("");

    /// <summary>Names of fields that nobody asked for.</summary>
    public IReadOnlyList<string> Unknown() => [.. json.EnumerateObject().Select(property => property.Name).Where(name => !_known.Contains(name))];

    /// <summary>An object with a reader of its own; null when it is absent or was rejected.</summary>
    public FieldReader? Object(string name, string shape) => Find(name) is { } value ? Entry(PathOf(name), value, shape) : null;

    /// <summary>Rejects every field nobody asked for and says what it may have meant; lets <paramref name="tolerated"/> ones pass.</summary>
    public void RejectUnknown(IReadOnlySet<string> tolerated, IReadOnlyDictionary<string, string> synonyms)
    {
        foreach (var property in json.EnumerateObject().TakeWhile(_ => !problems.IsFull))
        {
            string name = property.Name;
            if (_known.Contains(name) || tolerated.Contains(name))
                continue;
            string? meant = synonyms.GetValueOrDefault(name) ?? ClosestName.Find(name, _known);
            string hint = meant is null ? $"fields {string.Join(", ", _known.Order(StringComparer.Ordinal))}" : $"most likely {meant}";
            Reject(FoundText.Shorten(name), "an unknown field", hint);
        }
    }

    private static long? WholeOf(JsonElement value, long min, long max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsInteger(number) && number >= min && number <= max
            ? (long)number : null;

    private FieldReader? Entry(string entryPath, JsonElement entry, string shape)
    {
        if (entry.ValueKind == JsonValueKind.Object)
            return new FieldReader(entry, entryPath, problems);
        problems.Add(entryPath, FoundText.Of(entry), shape);
        return null;
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private T? Rejected<T>(string name, string accepted)
    {
        Reject(name, accepted);
        return default;
    }
}
