using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>
/// The production trace published with Katz (ATC'25), <c>diffusion_model_request_trace.json</c>: one JSON array of objects with timestamp (seconds),
/// ip (serving instance), scene_id (service), base_model_id, controlnets and loras (lists of ids, or null). It tells no prompt, size or steps.
/// </summary>
internal static class KatzTrace
{
    /// <exception cref="TraceFormatException">It is not that file.</exception>
    public static IReadOnlyList<TraceRequest> Read(Stream json, string file)
    {
        try
        {
            var entries = JsonSerializer.Deserialize(json, KatzJson.Default.ListKatzEntry) ?? [];
            double begin = entries.Count == 0 ? 0 : entries.Min(entry => entry?.Timestamp ?? 0);
            return [.. entries.Select((entry, i) => Parse(entry, begin, file, i + 1))];
        }
        catch (JsonException e)
        {
            string problem = $"{e.Message} Expected an array of objects like {{\"timestamp\": 12, \"ip\": \"…\", \"scene_id\": \"A\", \"controlnets\": [\"…\"], \"loras\": null}}.";
            throw new TraceFormatException(file, $"line {(e.LineNumber ?? 0) + 1}", problem, e);
        }
    }

    private static TraceRequest Parse(KatzEntry? entry, double begin, string file, int number)
    {
        if (entry?.Timestamp is not { } timestamp || !double.IsFinite(timestamp))
            throw new TraceFormatException(file, $"entry {number}", "timestamp is missing; expected seconds.");
        return new TraceRequest
        {
            At = FieldText.Time(timestamp - begin),
            Service = Text(entry.SceneId),
            Instance = Text(entry.Ip),
            BaseModel = Text(entry.BaseModelId),
            ControlNets = [.. (entry.ControlNets ?? []).Select(id => Text(id) ?? throw Unnamed("controlnets"))],
            Loras = [.. (entry.Loras ?? []).Select(id => new LoraUse(Text(id) ?? throw Unnamed("loras")))],
        };

        TraceFormatException Unnamed(string list) => new(file, $"entry {number}", $"{list} holds something else than an id; expected texts or numbers.");
    }

    /// <summary>Ids come as texts or as numbers.</summary>
    private static string? Text(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => id.GetString(),
        JsonValueKind.Number => id.GetRawText(),
        _ => null,
    };
}

/// <summary>One object of the array.</summary>
internal sealed record KatzEntry(
    double? Timestamp,
    JsonElement Ip,
    JsonElement SceneId,
    JsonElement BaseModelId,
    [property: JsonPropertyName("controlnets")] IReadOnlyList<JsonElement>? ControlNets,
    IReadOnlyList<JsonElement>? Loras);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<KatzEntry>))]
internal sealed partial class KatzJson : JsonSerializerContext;
