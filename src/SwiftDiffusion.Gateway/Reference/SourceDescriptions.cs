using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>How strongly an edit or a variation changes its picture.</summary>
internal sealed record StrengthFields
{
    [Description("Above 0 to 1: how much is painted anew. Default 1 with a mask, else 0.75, or 0.5 with input_fidelity high.")]
    public double? Strength { get; init; }

    [AllowedValues("low", "high")]
    [Description("low (default) or high; sets the default of strength.")]
    public string? InputFidelity { get; init; }
}

/// <summary>Fields of an edit besides its mask.</summary>
internal sealed record MaskFields
{
    [Range(0.0, JobLimits.MaxMaskBlur)]
    [Description("Standard deviation in pixels of the fade between kept and repainted pixels; 0, the default, leaves a hard edge.")]
    public double? MaskBlur { get; init; }
}

/// <summary>Pictures as parts of a form.</summary>
internal sealed record PictureParts
{
    [Description("The picture: PNG, JPEG or WebP, told by its content; also image[].")]
    public required IFormFile Image { get; init; }
}

/// <summary>A mask as part of a form.</summary>
internal sealed record MaskPart
{
    [Description("Transparent where the picture is to change; same size. Without one, transparent parts of the picture are the mask.")]
    public IFormFile? Mask { get; init; }
}

/// <summary>Pictures in JSON.</summary>
internal sealed record PictureUrls
{
    [Description("One picture.")]
    public required IReadOnlyList<UrlEntry> Images { get; init; }
}

/// <summary>A mask in JSON.</summary>
internal sealed record MaskUrl
{
    [Description("Transparent where the picture is to change; same size. Without one, transparent parts of the picture are the mask.")]
    public UrlEntry? Mask { get; init; }
}

/// <summary>A picture by its URL.</summary>
internal sealed record UrlEntry
{
    [Description("A data URL; others are not fetched.")]
    public required string ImageUrl { get; init; }
}
