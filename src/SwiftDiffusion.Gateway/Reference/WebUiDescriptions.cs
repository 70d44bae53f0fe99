using System.ComponentModel;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Fields of txt2img and img2img, as the reference describes them; the parser is <c>WebUi/WebUiParser</c>.</summary>
internal sealed record WebUiFields
{
    [Description("What to draw; (word:1.2) weighs, <lora:name:0.8> attaches a LoRA.")]
    public string? Prompt { get; init; }

    [Description("What to avoid.")]
    public string? NegativePrompt { get; init; }

    [Description("Same seed, same picture; -1, the default: chosen here. Picture i has seed + i.")]
    public long? Seed { get; init; }

    [Description("A sampler of /sdapi/v1/samplers or one of its aliases; default Euler.")]
    public string? SamplerName { get; init; }

    [Description("An older name of sampler_name.")]
    public string? SamplerIndex { get; init; }

    [Description("Automatic, Uniform or Karras.")]
    public string? Scheduler { get; init; }

    [Description("Inference steps, 1 to 1000; default 50.")]
    public int? Steps { get; init; }

    [Description("Guidance, 0 to 100; default 7.")]
    public double? CfgScale { get; init; }

    [Description("Pixels, a multiple of 8; default: the model's.")]
    public int? Width { get; init; }

    [Description("Pixels, a multiple of 8; default: the model's.")]
    public int? Height { get; init; }

    [Description("Pictures of one batch.")]
    public int? BatchSize { get; init; }

    [Description("Batches; at most 10 pictures in all, made at once.")]
    public int? NIter { get; init; }

    [Description("Settings of this request: sd_model_checkpoint, samples_format, CLIP_stop_at_last_layers, live_previews_enable.")]
    public IReadOnlyDictionary<string, object>? OverrideSettings { get; init; }

    [Description("{\"ControlNet\": {\"args\": [unit, …]}}; a unit has enabled, model, image, module (none, canny), weight, resize_mode, "
        + "guidance_start, guidance_end, threshold_a, threshold_b, save_detected_map.")]
    public IReadOnlyDictionary<string, object>? AlwaysonScripts { get; init; }

    [Description("Such units as clients sent them before there were scripts; these are on unless enabled is false.")]
    public IReadOnlyList<object>? ControlnetUnits { get; init; }

    [Description("Whether the answer holds the pictures; default true.")]
    public bool? SendImages { get; init; }

    [Description("A name under which /internal/progress finds the task.")]
    public string? ForceTaskId { get; init; }
}

/// <summary>What img2img adds.</summary>
internal sealed record InitImageDescriptions
{
    [Description("One picture, as base64 or data URL.")]
    public required IReadOnlyList<string> InitImages { get; init; }

    [Description("Above 0 to 1: how much is painted anew; default 0.75.")]
    public double? DenoisingStrength { get; init; }

    [Description("0 just resize (default), 1 crop and resize, 2 resize and fill.")]
    public int? ResizeMode { get; init; }

    [Description("White where the picture is to change.")]
    public string? Mask { get; init; }

    [Description("1: black where the picture is to change.")]
    public int? InpaintingMaskInvert { get; init; }

    [Description("Standard deviation in pixels of the fade at the mask's edge; default 4.")]
    public double? MaskBlur { get; init; }

    [Description("What the masked part holds at first: 0 its surroundings (default), 1 the picture.")]
    public int? InpaintingFill { get; init; }

    [Description("true (default): the masked area alone is repainted, at full size, and put back.")]
    public bool? InpaintFullRes { get; init; }

    [Description("Pixels around the masked area that are repainted with it; default 0.")]
    public int? InpaintFullResPadding { get; init; }

    [Description("Whether the echo of the request holds its pictures; default false.")]
    public bool? IncludeInitImages { get; init; }
}

/// <summary>Body of /internal/progress.</summary>
internal sealed record TaskQuestion
{
    [Description("The task's name: its force_task_id.")]
    public required string IdTask { get; init; }

    [Description("The last preview that was seen; -1 for none.")]
    public int? IdLivePreview { get; init; }

    [Description("Whether to send a newer preview.")]
    public bool? LivePreview { get; init; }
}

/// <summary>Body of /sdapi/v1/png-info.</summary>
internal sealed record PictureQuestion
{
    [Description("PNG, JPEG or WebP as base64 or data URL.")]
    public required string Image { get; init; }
}

/// <summary>Body of /controlnet/detect.</summary>
internal sealed record DetectQuestion
{
    [Description("none or canny.")]
    public string? ControlnetModule { get; init; }

    [Description("Pictures as base64 or data URLs.")]
    public required IReadOnlyList<string> ControlnetInputImages { get; init; }

    [Description("Shorter side of the answer in pixels; default 512.")]
    public int? ControlnetProcessorRes { get; init; }

    [Description("Low threshold; default 100.")]
    public double? ControlnetThresholdA { get; init; }

    [Description("High threshold; default 200.")]
    public double? ControlnetThresholdB { get; init; }
}

/// <summary>Answer of txt2img and img2img.</summary>
internal sealed record WebUiAnswer
{
    [Description("Pictures in base64, then edges drawn for ControlNets.")]
    public required IReadOnlyList<string> Images { get; init; }

    [Description("The request with its defaults.")]
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    [Description("JSON as a text: seeds, sizes and what else is known of the pictures.")]
    public required string Info { get; init; }
}
