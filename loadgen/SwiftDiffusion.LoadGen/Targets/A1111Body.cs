using System.Globalization;
using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.Pictures;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The body of a request in the AUTOMATIC1111 API.</summary>
internal static class A1111Body
{
    /// <summary>What this API makes of a request without a size.</summary>
    private static readonly ImageSize DefaultSize = new(512, 512);

    public static JsonObject Create(TraceRequest request, string? model)
    {
        var size = request.Size ?? DefaultSize;
        var body = new JsonObject { ["prompt"] = Prompt(request) };
        ImagesBody.Add(body, "negative_prompt", request.NegativePrompt);
        ImagesBody.Add(body, "width", request.Size?.Width);
        ImagesBody.Add(body, "height", request.Size?.Height);
        ImagesBody.Add(body, "batch_size", request.Images == 1 ? null : request.Images);
        ImagesBody.Add(body, "steps", request.Steps);
        ImagesBody.Add(body, "cfg_scale", request.GuidanceScale);
        ImagesBody.Add(body, "seed", request.Seed);
        if (model is not null)
            body["override_settings"] = new JsonObject { ["sd_model_checkpoint"] = model };
        if (request.ControlNets.Count > 0)
            body["alwayson_scripts"] = new JsonObject { ["controlnet"] = new JsonObject { ["args"] = new JsonArray([.. request.ControlNets.Select(name => Unit(name, size))]) } };
        if (request.MaskRatio is { } ratio)
        {
            body["init_images"] = new JsonArray(RequestPictures.Source(size));
            body["mask"] = RequestPictures.WhiteMask(size, ratio);
        }

        return body;
    }

    private static string Prompt(TraceRequest request) => string.Concat(
        request.Loras.Select(lora => string.Create(CultureInfo.InvariantCulture, $" <lora:{lora.Name}:{lora.Scale}>")).Prepend(request.Prompt));

    /// <summary>Units are switched off unless they say otherwise, and the control image must not come back among the pictures.</summary>
    private static JsonObject Unit(string name, ImageSize size) => new()
    {
        ["enabled"] = true,
        ["model"] = name,
        ["module"] = "none",
        ["image"] = RequestPictures.Control(size),
        ["save_detected_map"] = false,
    };
}
