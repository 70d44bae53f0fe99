using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>Fields of a job besides those of the images API, as the reference describes them; the parser is <c>Jobs/JobRequestParser</c>.</summary>
internal sealed record JobFieldDescriptions
{
    [Description("A picture to start from, as base64 or data URL.")]
    public string? Image { get; init; }

    [Description("White where the picture is to change, as base64 or data URL; needs image.")]
    public string? Mask { get; init; }

    [Range(0.0, JobLimits.MaxMaskBlur)]
    [Description("Standard deviation in pixels of the fade at the mask's edge.")]
    public double? MaskBlur { get; init; }

    [Description("Above 0 to 1: how much is painted anew. Default 1 with a mask, else 0.75, or 0.5 with input_fidelity high.")]
    public double? Strength { get; init; }

    [AllowedValues("low", "high")]
    [Description("low (default) or high; sets the default of strength.")]
    public string? InputFidelity { get; init; }

    [AllowedValues("low", "normal", "high")]
    [Description("low, normal or high; absent: that of the API key, which is also the most it may ask for.")]
    public string? Priority { get; init; }

    [Description("Seconds within which a worker must have taken it; else it fails. Absent: no bound.")]
    public double? StartTimeoutSeconds { get; init; }

    [Description("Seconds within which it must have ended; else it fails. Absent: no bound.")]
    public double? TimeoutSeconds { get; init; }

    [Description("http or https URL that is sent the job when it has ended, signed in X-SwiftDiffusion-Signature; perhaps more than once, always with the same id.")]
    public string? WebhookUrl { get; init; }

    [Description("Whether step events show what the picture looks like, three times an image unless partial_images says how often.")]
    public bool? Previews { get; init; }
}

/// <summary>Fields of <c>POST /v1/control-images</c>.</summary>
internal sealed record ControlImageFields
{
    [Description("PNG, JPEG or WebP as base64 or data URL.")]
    public required string Image { get; init; }

    [AllowedValues("canny")]
    [Description("canny.")]
    public string? Preprocessor { get; init; }

    [Description("Gradient above which an edge goes on, 0 to 2040; 100 by itself.")]
    public int? Low { get; init; }

    [Description("Gradient above which an edge begins, 0 to 2040; 200 by itself.")]
    public int? High { get; init; }

    [Description("WIDTHxHEIGHT of the request it is meant for; absent: the picture's own size.")]
    public string? Size { get; init; }
}
