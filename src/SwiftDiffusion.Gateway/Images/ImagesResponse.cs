using System.Text.Encodings.Web;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>Writes the answer with the pictures, in the OpenAI API's form plus each picture's <c>seed</c> and, with LoRAs, <c>attached_at</c>.</summary>
internal static class ImagesResponse
{
    // Base64 has + and /, which the default encoder escapes for HTML; this is JSON sent as JSON.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(
        HttpResponse response, ImagesRequest request, GenerationResult result, DateTimeOffset created, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json; charset=utf-8";
        // From here on a failure breaks the connection instead of leaving half an answer with an error behind it.
        await response.StartAsync(cancellationToken);
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteNumber("created", created.ToUnixTimeSeconds());
        json.WriteString("model", request.Job.Model);
        json.WriteString("output_format", OutputFormatNames.Of(request.Job.Output.Format));
        json.WriteString("size", $"{request.Job.Width}x{request.Job.Height}");
        json.WriteString("quality", request.Quality);
        json.WriteString("background", "opaque");
        json.WriteStartArray("data");
        foreach (var image in result.Images)
            await WriteImageAsync(response, json, image, request.Delivery, cancellationToken);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteImageAsync(
        HttpResponse response, Utf8JsonWriter json, GeneratedImage image, ImageDelivery delivery, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", image.Seed);
        WriteAttachSteps(json, image);
        json.WritePropertyName(delivery == ImageDelivery.DataUrl ? "url" : "b64_json");
        string prefix = delivery == ImageDelivery.DataUrl ? $"data:{image.MediaType};base64," : "";
        await Base64Value.WriteAsync(json, response.BodyWriter, prefix, image.Content, cancellationToken);
        json.WriteEndObject();
    }

    /// <summary>What <c>adapter_timing</c> takes to make this picture again.</summary>
    private static void WriteAttachSteps(Utf8JsonWriter json, GeneratedImage image)
    {
        if (image.AttachedAt.IsEmpty)
            return;
        json.WriteStartArray("attached_at");
        foreach (int step in image.AttachedAt)
            json.WriteNumberValue(step);
        json.WriteEndArray();
    }
}
