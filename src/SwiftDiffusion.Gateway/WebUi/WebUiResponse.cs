using System.Text;
using System.Text.Json;
using SwiftDiffusion.Gateway.Images;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// Writes <c>{images, parameters, info}</c>: the pictures in base64, then edges that were drawn for ControlNets; an echo of the request with
/// its defaults; and a text that is JSON itself (<see cref="WebUiInfo"/>).
/// </summary>
internal sealed class WebUiResponse(IPictureService pictures)
{
    private static readonly string[] Pictures = ["init_images", "mask", "alwayson_scripts"];

    public async Task WriteAsync(
        HttpContext context, WebUiRequest request, IReadOnlyList<ReadOnlyMemory<byte>> images, IReadOnlyList<string> infotexts, WebUiTask task)
    {
        var (response, cancellation) = (context.Response, context.RequestAborted);
        response.ContentType = "application/json; charset=utf-8";
        // From here on a failure breaks the connection instead of leaving half an answer with an error behind it.
        await response.StartAsync(cancellation);
        await using var json = new Utf8JsonWriter(response.BodyWriter, ImagesResponse.Options);
        json.WriteStartObject();
        json.WriteStartArray("images");
        foreach (var image in request.SendsImages ? images.Concat(Edges(request)) : [])
            await Base64Value.WriteAsync(json, response.BodyWriter, image, cancellation);
        json.WriteEndArray();
        json.WritePropertyName("parameters");
        WriteParameters(json, request);
        json.WriteString("info", Encoding.UTF8.GetString(WebUiInfo.Write(request, infotexts, task)));
        json.WriteEndObject();
    }

    /// <summary>The control images as the job drew them.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Edges(WebUiRequest request) => request.ShownEdges
        .Select(control => pictures.DrawEdges(control.Image, control.Canny, EdgeSize.Exactly(request.Job.Width, request.Job.Height, control.Fit)).Value)
        .OfType<byte[]>().Select(edges => (ReadOnlyMemory<byte>)edges);

    private static void WriteParameters(Utf8JsonWriter json, WebUiRequest request)
    {
        var job = request.Job;
        json.WriteStartObject();
        json.WriteString("prompt", request.WrittenPrompt);
        json.WriteString("negative_prompt", job.NegativePrompt);
        json.WriteNumber("seed", job.Seed);
        json.WriteString("sampler_name", request.Sampler);
        json.WriteNumber("batch_size", request.BatchSize);
        json.WriteNumber("n_iter", request.Batches);
        json.WriteNumber("steps", job.InferenceSteps);
        json.WriteNumber("cfg_scale", job.GuidanceScale);
        json.WriteNumber("width", job.Width);
        json.WriteNumber("height", job.Height);
        string[] written = ["prompt", "negative_prompt", "seed", "sampler_name", "batch_size", "n_iter", "steps", "cfg_scale", "width", "height"];
        foreach (var property in request.Echo.EnumerateObject())
        {
            bool isPicture = Pictures.Contains(property.Name) && !request.EchoesPictures;
            if (!isPicture && !written.Contains(property.Name))
                property.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
