using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.Prompts;

/// <summary>A JSON file of a tokenizer folder; whatever is wrong with it is said with the file's name.</summary>
internal sealed class TokenizerJson : IDisposable
{
    private const int LongestContext = 4096;
    private readonly JsonDocument _document;

    private TokenizerJson(string file, JsonDocument document)
    {
        File = file;
        _document = document;
    }

    public string File { get; }

    public static TokenizerJson Open(string file)
    {
        byte[] bytes = ReadFile(file, System.IO.File.ReadAllBytes);
        try
        {
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new TokenizerJson(file, document);
            using (document)
                throw new ModelFormatException(file, $"is a JSON {document.RootElement.ValueKind}; expected an object");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException(file, $"is not valid JSON: {e.Message}", e);
        }
    }

    public static T ReadFile<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool missing = e is FileNotFoundException or DirectoryNotFoundException;
            throw new ModelFormatException(file, missing ? "file not found" : $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether the field is there and says something.</summary>
    public bool Has(string field) => _document.RootElement.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    public JsonElement Property(string field) => _document.RootElement.GetProperty(field);

    public IEnumerable<(string Name, JsonElement Value)> Properties() => Properties(_document.RootElement);

    public IEnumerable<(string Name, JsonElement Value)> Properties(string field) => Property(field).ValueKind == JsonValueKind.Object
        ? Properties(Property(field))
        : throw new ModelFormatException(File, $"{field} is a {Property(field).ValueKind}; expected an object");

    /// <summary>A special token's text: a string, or an object with a "content".</summary>
    public string Content(JsonElement value, string field)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content))
            value = content;
        string? text = value.ValueKind == JsonValueKind.String ? Decode(value.GetString) : null;
        return string.IsNullOrEmpty(text)
            ? throw new ModelFormatException(File, $"{field} is {value.ValueKind}; expected a non-empty string or an object with 'content'")
            : text;
    }

    /// <summary>A wrong value for a message: a number as written, anything else by its kind, since it may be long.</summary>
    public static string Describe(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.ValueKind.ToString();

    /// <summary>The context length; room for begin, end and one more id at least.</summary>
    public int MaxLength()
    {
        const string Field = "model_max_length";
        if (!Has(Field))
            throw new ModelFormatException(File, $"has no {Field}; expected the text encoder's context length (77)");
        var value = Property(Field);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int length) && length is >= 3 and <= LongestContext
            ? length
            : throw new ModelFormatException(File, $"{Field} is {Describe(value)}; expected an integer from 3 to {LongestContext}");
    }

    /// <summary>Refuses the other tokenizers that diffusers folders may hold (T5's, for one).</summary>
    public void RequireClip()
    {
        const string Field = "tokenizer_class";
        if (Has(Field) && Content(Property(Field), Field) is var name and not ("CLIPTokenizer" or "CLIPTokenizerFast"))
            throw new ModelFormatException(File, $"{Field} is '{name}'; expected CLIPTokenizer");
    }

    public void Dispose() => _document.Dispose();

    private IEnumerable<(string Name, JsonElement Value)> Properties(JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
            yield return (Decode(() => property.Name)!, property.Value);
    }

    /// <summary>JsonDocument notices ill-formed text inside a string only when the string is read.</summary>
    private string? Decode(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException(File, $"is not valid JSON: {e.Message}", e);
        }
    }
}
