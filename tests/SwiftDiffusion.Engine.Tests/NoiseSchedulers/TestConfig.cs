using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>Configurations for tests, by way of the same parser that reads bundles.</summary>
internal static class TestConfig
{
    public const string File = "bundle/scheduler/scheduler_config.json";

    /// <summary>Stable Diffusion's training schedule, ending on a noiseless sample, with the given fields on top.</summary>
    public static NoiseSchedulerConfig StableDiffusion(params (string Name, JsonNode? Value)[] fields) => Parse(
        [("beta_start", 0.00085), ("beta_end", 0.012), ("beta_schedule", "scaled_linear"), ("steps_offset", 1), ("skip_prk_steps", true),
            ("clip_sample", false), ("set_alpha_to_one", true), ("original_inference_steps", 100), .. fields]);

    public static NoiseSchedulerConfig Parse(params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject();
        foreach (var (name, value) in fields)
            json[name] = value;
        using var document = PythonJson.Parse(json.ToJsonString());
        return NoiseSchedulerConfig.Parse(document.RootElement, File);
    }
}
