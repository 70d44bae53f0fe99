using System.Text.Encodings.Web;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>Writes the answer with the pictures, in the OpenAI API's form plus each picture's <c>seed</c> and, with LoRAs, <c>attached_at</c>.</summary>
internal sealed class ImagesResponse(ResultFiles files, TimeProvider time)
{
    // Base64 has + and /, which the default encoder escapes for HTML; this is JSON sent as JSON.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task WriteAsync(HttpContext context, ImagesRequest request, GenerationResult result)
    {
        var (response, cancellationToken) = (context.Response, context.RequestAborted);
        response.ContentType = "application/json; charset=utf-8";
        // From here on a failure breaks the connection instead of leaving half an answer with an error behind it.
        await response.StartAsync(cancellationToken);
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteNumber("created", time.GetUtcNow().ToUnixTimeSeconds());
        json.WriteString("model", request.Job.Model);
        json.WriteString("output_format", OutputFormatNames.Of(request.Job.Output.Format));
        json.WriteString("size", $"{request.Job.Width}x{request.Job.Height}");
        json.WriteString("quality", request.Quality);
        json.WriteString("background", "opaque");
        json.WriteStartArray("data");
        foreach (var image in result.Images)
            await WriteImageAsync(context, json, image, request.Delivery);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task WriteImageAsync(HttpContext context, Utf8JsonWriter json, GeneratedImage image, ImageDelivery delivery)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", image.Seed);
        WriteAttachSteps(json, image);
        if (delivery == ImageDelivery.Url)
        {
            json.WriteString("url", files.Keep(image, context.Request).OriginalString);
        }
        else
        {
            json.WritePropertyName("b64_json");
            await Base64Value.WriteAsync(json, context.Response.BodyWriter, image.Content, context.RequestAborted);
        }

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
