using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>LoRAs in JSON: names, or objects with a name and a scale. A scale of 1 is written as the name alone.</summary>
internal sealed class LoraListConverter : JsonConverter<IReadOnlyList<LoraUse>>
{
    private const string Expected = "Expected LoRAs like [\"neon\", {\"name\": \"neon\", \"scale\": 0.8}].";

    public override IReadOnlyList<LoraUse> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var list = JsonDocument.ParseValue(ref reader);
        return list.RootElement.ValueKind == JsonValueKind.Array ? [.. list.RootElement.EnumerateArray().Select(Parse)] : throw new JsonException(Expected);
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LoraUse> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (name, scale) in value)
        {
            if (scale == 1)
            {
                writer.WriteStringValue(name);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteNumber("scale", scale);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static LoraUse Parse(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.String)
            return new LoraUse(entry.GetString()!);
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new JsonException(Expected);
        if (!entry.TryGetProperty("scale", out var scale))
            return new LoraUse(name.GetString()!);
        return scale.ValueKind == JsonValueKind.Number ? new LoraUse(name.GetString()!, scale.GetDouble()) : throw new JsonException(Expected);
    }
}
