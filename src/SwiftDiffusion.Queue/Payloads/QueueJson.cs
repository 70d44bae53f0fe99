using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SwiftDiffusion.Queue.Payloads;

/// <summary>
/// How records are written into the store. Enums are words, so that they may be reordered. By reflection: generated code would give a property that an
/// older version did not write <c>default</c> instead of its initial value, and gateways and workers are not upgraded in one moment.
/// </summary>
internal static class QueueJson
{
    private static readonly JsonSerializerOptions Options = With();

    /// <summary>Options with a converter more.</summary>
    public static JsonSerializerOptions With(params IEnumerable<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
        foreach (var converter in converters)
            options.Converters.Add(converter);
        return options;
    }

    public static string Write<T>(T record) => JsonSerializer.Serialize(record, Options);

    /// <exception cref="PayloadException">The text is none of this record.</exception>
    public static T Read<T>(string text) => Read<T>(text, Options);

    /// <inheritdoc cref="Read{T}(string)"/>
    public static T Read<T>(string text, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, options) ?? throw new PayloadException($"A {typeof(T).Name} is null.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new PayloadException($"A {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }
}
