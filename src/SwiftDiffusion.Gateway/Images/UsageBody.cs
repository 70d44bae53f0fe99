using System.Text.Json;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>The OpenAI API's account of tokens. Nothing here is counted in tokens, but clients read the members without asking.</summary>
internal static class UsageBody
{
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("total_tokens", 0);
        json.WriteNumber("input_tokens", 0);
        json.WriteNumber("output_tokens", 0);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("text_tokens", 0);
        json.WriteNumber("image_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
