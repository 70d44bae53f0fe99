using System.Collections.Immutable;
using System.Text.Json;

namespace SwiftDiffusion.Onnx;

/// <summary>Typed reading of a component's configuration file; every mistake names the file, the field and what was expected.</summary>
public sealed class JsonFile
{
    private const long MaxSizeBytes = 64 * 1024 * 1024;

    /// <summary>Each level halves the size, so that real models have three or four.</summary>
    private const int MaxLevels = 8;

    private readonly JsonElement _root;

    private JsonFile(string path, JsonElement root)
    {
        Path = path;
        _root = root;
    }

    public string Path { get; }

    /// <summary>Reads and parses the file.</summary>
    /// <exception cref="ModelFormatException">Missing, unreadable, too large, or not a JSON object.</exception>
    public static JsonFile Read(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                throw new ModelFormatException(path, "file not found");
            if (info.Length > MaxSizeBytes)
                throw new ModelFormatException(path, $"is {info.Length} bytes long; expected a configuration of at most {MaxSizeBytes}");
            using var stream = info.OpenRead();
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ModelFormatException(path, $"is a JSON {document.RootElement.ValueKind}; expected an object");
            RequireReadable(document.RootElement);
            return new JsonFile(path, document.RootElement.Clone());
        }
        // JsonDocument reports half a surrogate pair as InvalidOperationException.
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new ModelFormatException(path, $"is not readable JSON: {e.Message}", e);
        }
    }

    /// <summary>True when the field is there and not null.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>True when an index names the component's library and class; [null, null] stands for an absent one.</summary>
    public bool HasComponent(string field) => Find(field) is { ValueKind: JsonValueKind.Array } pair && pair.EnumerateArray().Any(part => part.ValueKind == JsonValueKind.String);

    /// <summary>A JSON object.</summary>
    public JsonElement Object(string field) => Find(field) is { ValueKind: JsonValueKind.Object } value ? value : throw Wrong(field, "an object");

    public string String(string field, string? fallback = null) => Find(field) switch
    {
        null => fallback ?? throw Wrong(field, "a string"),
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        _ => throw Wrong(field, "a string"),
    };

    public int Int(string field, int? fallback = null, int min = 1, int max = 1 << 20) => Find(field) switch
    {
        null => fallback ?? throw Wrong(field, $"an integer from {min} to {max}"),
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out int number) && number >= min && number <= max => number,
        _ => throw Wrong(field, $"an integer from {min} to {max}"),
    };

    public float Float(string field, float? fallback = null) => Find(field) switch
    {
        null => fallback ?? throw Wrong(field, "a number"),
        { ValueKind: JsonValueKind.Number } value when value.TryGetSingle(out float number) && float.IsFinite(number) => number,
        _ => throw Wrong(field, "a number"),
    };

    public float PositiveFloat(string field, float fallback) => Float(field, fallback) is var number and > 0 ? number : throw Wrong(field, "a positive number");

    public bool Bool(string field, bool fallback) => Find(field) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(field, "true or false"),
    };

    public ImmutableArray<string> Strings(string field)
    {
        if (Find(field) is not { ValueKind: JsonValueKind.Array } array || array.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw Wrong(field, "a list of strings");
        return [.. array.EnumerateArray().Select(e => e.GetString()!)];
    }

    /// <summary>The types of a component's blocks, one per resolution level.</summary>
    public ImmutableArray<string> BlockTypes(string field) =>
        Strings(field) is { Length: >= 1 and <= MaxLevels } types ? types : throw Wrong(field, $"1 to {MaxLevels} blocks");

    public ImmutableArray<int> Ints(string field)
    {
        if (Find(field) is not { ValueKind: JsonValueKind.Array } array)
            throw Wrong(field, "a list of positive integers");
        return [.. array.EnumerateArray().Select(e => Positive(field, e))];
    }

    /// <summary>A list of <paramref name="length"/> integers, or one integer that stands for all of them.</summary>
    public ImmutableArray<int> IntsPerBlock(string field, int length, int? fallback = null)
    {
        var value = Find(field);
        if (value is null && fallback is { } same)
            return [.. Enumerable.Repeat(same, length)];
        if (value is { ValueKind: JsonValueKind.Number } number)
            return [.. Enumerable.Repeat(Positive(field, number), length)];
        var list = Ints(field);
        return list.Length == length ? list : throw Wrong(field, $"one integer or {length} of them, one per block");
    }

    /// <summary>The declared failure for a field, with its present value.</summary>
    public ModelFormatException Wrong(string field, string expected)
    {
        string found = Find(field)?.GetRawText() ?? "missing";
        return new ModelFormatException(Path, $"{field} is {(found.Length <= 80 ? found : found[..80] + "…")}; expected {expected}");
    }

    /// <summary>Refuses any value but the listed ones (null and absent count as the first).</summary>
    public void Only(string field, params ReadOnlySpan<string> supported)
    {
        string text = Find(field) is not { } value ? supported[0] : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (!supported.Contains(text))
            throw Wrong(field, string.Join(" or ", supported.ToArray()) + " (the only supported value)");
    }

    private JsonElement? Find(string field) => _root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Reads every name and string once, so that a malformed one is found here and not by whoever needs it.</summary>
    private static void RequireReadable(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    RequireReadable(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireReadable(property.Value);
                }

                break;
        }
    }

    private int Positive(string field, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) && number is > 0 and <= 1 << 20
            ? number : throw Wrong(field, "positive integers");
}
