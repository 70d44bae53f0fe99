using System.Collections.Frozen;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// What is known about fields that no parser asks for. A misspelt extension must not be ignored, so an unknown field is an error; the
/// exceptions are fields that OpenAI clients attach to any request and that cannot change a picture.
/// </summary>
internal static class RequestFields
{
    /// <summary>Accepted with any value and without effect.</summary>
    public static readonly FrozenSet<string> Tolerated = FrozenSet.ToFrozenSet(
        ["metadata", "prompt_cache_key", "safety_identifier", "service_tier", "store"], StringComparer.Ordinal);

    public static readonly FrozenSet<string> NoneTolerated = FrozenSet<string>.Empty;

    public static readonly FrozenDictionary<string, string> NoSynonyms = FrozenDictionary<string, string>.Empty;

    /// <summary>Other servers' names of our fields, for the hint in the error.</summary>
    public static readonly FrozenDictionary<string, string> Synonyms = Pairs(
        ("batch_size", "n"), ("denoising_strength", "strength"), ("cfg_scale", "guidance_scale"), ("control_image", "controlnets"), ("controlnet", "controlnets"),
        ("format", "output_format"), ("guidance", "guidance_scale"), ("image_size", "size"), ("lora", "loras"), ("num_images", "n"),
        ("num_images_per_prompt", "n"), ("sample_steps", "num_inference_steps"), ("sampler", "noise_scheduler"),
        ("sampler_name", "noise_scheduler"), ("scheduler", "noise_scheduler"), ("steps", "num_inference_steps"),
        ("true_cfg_scale", "guidance_scale"));

    public static readonly FrozenDictionary<string, string> LoraSynonyms = Pairs(
        ("model", "name"), ("multiplier", "scale"), ("strength", "scale"), ("weight", "scale"));

    public static readonly FrozenDictionary<string, string> ControlNetSynonyms = Pairs(
        ("control_image", "image"), ("guidance_end", "end"), ("guidance_start", "start"), ("input_image", "image"), ("model", "name"),
        ("module", "preprocessor"), ("scale", "conditioning_scale"), ("strength", "conditioning_scale"), ("weight", "conditioning_scale"));

    private static FrozenDictionary<string, string> Pairs(params (string Theirs, string Ours)[] pairs) =>
        pairs.ToFrozenDictionary(pair => pair.Theirs, pair => pair.Ours, StringComparer.Ordinal);
}
