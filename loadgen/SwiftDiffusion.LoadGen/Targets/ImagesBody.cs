using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.Pictures;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The body of a request in the OpenAI images API with the platform's extensions; jobs take the same.</summary>
internal static class ImagesBody
{
    public static JsonObject Create(TraceRequest request, string? model, ImageSize pictureSize)
    {
        var body = new JsonObject { ["prompt"] = request.Prompt };
        Add(body, "model", model);
        Add(body, "negative_prompt", request.NegativePrompt);
        Add(body, "size", request.Size?.ToString());
        Add(body, "n", request.Images == 1 ? null : request.Images);
        Add(body, "num_inference_steps", request.Steps);
        Add(body, "guidance_scale", request.GuidanceScale);
        Add(body, "seed", request.Seed);
        if (request.Loras.Count > 0)
            body["loras"] = new JsonArray([.. request.Loras.Select(Lora)]);
        if (request.ControlNets.Count > 0)
            body["controlnets"] = new JsonArray([.. request.ControlNets.Select(name => ControlNet(name, pictureSize))]);
        return body;
    }

    public static void Add(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
            body[name] = value;
    }

    /// <summary>Other servers' name for an adapter by address is "path".</summary>
    private static JsonObject Lora(LoraUse lora) =>
        new() { [lora.Name.Contains("://", StringComparison.Ordinal) ? "path" : "name"] = lora.Name, ["scale"] = lora.Scale };

    private static JsonObject ControlNet(string name, ImageSize size) => new() { ["name"] = name, ["image"] = RequestPictures.Control(size) };
}
