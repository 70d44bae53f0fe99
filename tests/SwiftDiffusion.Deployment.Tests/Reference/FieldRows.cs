using System.Globalization;
using System.Text.Json;

namespace SwiftDiffusion.Deployment.Tests.Reference;

/// <summary>The members of a schema as rows of a table, those of objects inside below their owner.</summary>
/// <param name="Required">Whether to mark members that must be there; in answers nearly all are.</param>
internal sealed record FieldRows(bool Required)
{
    public IEnumerable<FieldRow> Of(JsonElement schema, string prefix)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        string[] required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        foreach (var property in properties.EnumerateObject())
        {
            string mark = Required && required.Contains(property.Name) ? ", required" : "";
            string text = property.Value.TryGetProperty("description", out var description) ? description.GetString()! : "";
            yield return new FieldRow(prefix + property.Name, TypeOf(property.Value) + mark, $"{text}{BoundsOf(property.Value)}".Trim());

            bool isList = property.Value.TryGetProperty("items", out var inner);
            foreach (var row in Of(isList ? inner : property.Value, $"{prefix}{property.Name}{(isList ? "[]." : ".")}"))
                yield return row;
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        if (schema.TryGetProperty("items", out var items))
            return $"list of {TypeOf(items)}";
        if (schema.TryGetProperty("format", out var format) && format.GetString() is "binary")
            return "file";
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("oneOf", out _) ? "object" : "any";
        string[] types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(entry => entry.GetString()!)] : [type.GetString()!];
        return string.Join(" or ", types.Where(entry => entry != "null")) is { Length: > 0 } text ? text : "null";
    }

    private static string BoundsOf(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var words))
            return $" One of {string.Join(", ", words.EnumerateArray().Select(word => $"`{word}`"))}.";
        return schema.TryGetProperty("minimum", out var least) && schema.TryGetProperty("maximum", out var most)
            ? string.Create(CultureInfo.InvariantCulture, $" {least.GetDouble()} to {most.GetDouble()}.")
            : "";
    }
}

/// <summary>One row.</summary>
internal sealed record FieldRow(string Name, string Type, string Text);
