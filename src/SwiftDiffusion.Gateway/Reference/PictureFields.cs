using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Fields that every request of the images API may have, as the reference describes them; the parser is <c>Requests/RequestParser</c>.</summary>
internal sealed record PictureFields
{
    [Description("What to draw.")]
    public string? Prompt { get; init; }

    [Description("A model of /v1/models; absent: the first.")]
    public string? Model { get; init; }

    [Range(1, JobLimits.MaxImages)]
    [Description("Pictures to make. Picture i has seed + i.")]
    public int? N { get; init; }

    [Description("auto or WIDTHxHEIGHT, each side a multiple of 8. Absent: the model's default, for edits in the proportions of the picture.")]
    public string? Size { get; init; }

    [Description("Pixels; another way to say size.")]
    public int? Width { get; init; }

    [Description("Pixels; another way to say size.")]
    public int? Height { get; init; }

    [AllowedValues("auto", "low", "medium", "standard", "high", "hd")]
    [Description("Inference steps relative to the model's default: low half, medium (standard, auto) the default, high (hd) one and a half.")]
    public string? Quality { get; init; }

    [Range(1, JobLimits.MaxInferenceSteps)]
    [Description("Inference steps; overrides quality.")]
    public int? NumInferenceSteps { get; init; }

    [Description("What to avoid.")]
    public string? NegativePrompt { get; init; }

    [Range(0.0, JobFields.LargestGuidanceScale)]
    [Description("Weight of the prompt against the negative prompt; at 1 and below there is no guidance, and half the work.")]
    public double? GuidanceScale { get; init; }

    [Range(0.0, 1.0)]
    [Description("How far guidance is kept from over-saturating.")]
    public double? GuidanceRescale { get; init; }

    [Description("Same seed, same picture. Absent or negative: chosen here and returned.")]
    public long? Seed { get; init; }

    [Description("A noise scheduler of /v1/models; absent: the model's own.")]
    public string? NoiseScheduler { get; init; }

    [AllowedValues("plain", "weighted")]
    [Description("plain (default), or weighted: (word:1.2), (word), [word] change a word's weight.")]
    public string? PromptSyntax { get; init; }

    [Range(0, JobLimits.MaxClipSkip)]
    [Description("Layers of the text encoder left out at its end; one less than web UIs count.")]
    public int? ClipSkip { get; init; }

    [Description("LoRAs to attach.")]
    public IReadOnlyList<LoraEntry>? Loras { get; init; }

    [Description("exact: LoRAs are there from the first step; asynchronous: each joins when it has arrived; the steps of data[].attached_at make such a picture again.")]
    public JsonElement? AdapterTiming { get; init; }

    [Description("ControlNets that steer; their effects add up.")]
    public IReadOnlyList<ControlNetEntry>? Controlnets { get; init; }

    [AllowedValues("b64_json", "url")]
    [Description("b64_json (default) or url, from which the picture can be fetched for an hour.")]
    public string? ResponseFormat { get; init; }

    [AllowedValues("png", "jpeg", "webp")]
    [Description("png (default), jpeg or webp. The parameters are embedded in each of them.")]
    public string? OutputFormat { get; init; }

    [Range(0, 100)]
    [Description("Quality of JPEG and WebP; PNG is lossless.")]
    public int? OutputCompression { get; init; }

    [Description("Answer with server-sent events: …partial_image for previews, …completed for each picture, error.")]
    public bool? Stream { get; init; }

    [Range(0, JobLimits.MaxPreviews)]
    [Description("Previews in a stream, spread evenly over the steps.")]
    public int? PartialImages { get; init; }

    [AllowedValues("auto", "opaque")]
    [Description("auto or opaque; these models cannot draw transparency.")]
    public string? Background { get; init; }

    [AllowedValues("auto", "low")]
    [Description("auto or low; without effect.")]
    public string? Moderation { get; init; }

    [AllowedValues("natural", "vivid")]
    [Description("natural or vivid; without effect.")]
    public string? Style { get; init; }

    [Description("Without effect.")]
    public string? User { get; init; }
}

/// <summary>An entry of <c>loras</c>.</summary>
internal sealed record LoraEntry
{
    [Description("A LoRA of /v1/models (also: path).")]
    public required string Name { get; init; }

    [Description("Strength, -10 to 10; 1 is as trained.")]
    public double? Scale { get; init; }
}

/// <summary>An entry of <c>controlnets</c>.</summary>
internal sealed record ControlNetEntry
{
    [Description("A ControlNet of /v1/models (also: path).")]
    public required string Name { get; init; }

    [Description("PNG, JPEG or WebP as base64 or data URL.")]
    public required string Image { get; init; }

    [AllowedValues("none", "canny")]
    [Description("none (default): the picture is a control image already; canny: its edges are drawn first.")]
    public string? Preprocessor { get; init; }

    [Description("Strength, 0 to 10 (also: controlnet_conditioning_scale).")]
    public double? ConditioningScale { get; init; }

    [Description("Part of the steps, 0 to 1, before which it does not act (also: start_percentage, control_guidance_start).")]
    public double? Start { get; init; }

    [Description("Part of the steps, 0 to 1, after which it does not act (also: end_percentage, control_guidance_end).")]
    public double? End { get; init; }
}
