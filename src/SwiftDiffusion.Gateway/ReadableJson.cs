using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Jobs;

namespace SwiftDiffusion.Gateway;

/// <summary>
/// JSON with quotes, brackets and the letters of all languages as they are, for what people read in a terminal. The default escapes them for pages that embed
/// JSON in HTML, which nobody does with these bodies.
/// </summary>
internal static class ReadableJson
{
    public static GatewayJson Gateway { get; } = new(Unescaped(GatewayJson.Default));

    public static JobsJson Jobs { get; } = new(Unescaped(JobsJson.Default));

    private static JsonSerializerOptions Unescaped(JsonSerializerContext context) => new(context.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
