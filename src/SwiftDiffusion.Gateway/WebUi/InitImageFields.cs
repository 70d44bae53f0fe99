using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Reads what img2img adds: the picture to start from and the mask, with the web UI's defaults.</summary>
internal static class InitImageFields
{
    private const double DefaultStrength = 0.75;
    private const double DefaultBlur = 4;
    private const string Shape = "pictures as base64 or as data URLs";
    private const string OnePicture = "an array of one picture as base64 or as a data URL; send a request for each";

    /// <summary>The picture's bytes; null when it is absent, which is a problem, or was rejected.</summary>
    public static ReadOnlyMemory<byte>? ReadPicture(FieldReader fields, ParseContext context)
    {
        var entries = fields.Texts("init_images", int.MaxValue, Shape);
        if (entries.Count == 1)
            return PictureField.Decode(fields, "init_images", entries[0], context);
        if (entries.Count > 1)
            fields.Reject("init_images", $"{entries.Count} pictures", OnePicture);
        else if (!fields.Has("init_images") || fields.IsEmptyArray("init_images"))
            fields.Reject("init_images", OnePicture);
        return null;
    }

    /// <summary>The source as a whole; null when its picture is missing, which is a problem already.</summary>
    public static JobSource? Read(FieldReader fields, ReadOnlyMemory<byte>? picture, int inferenceSteps, ParseContext context)
    {
        double strength = fields.Number("denoising_strength", 0, 1) ?? DefaultStrength;
        var fit = ReadFit(fields);
        var mask = ReadMask(fields, context);
        fields.Only("latent_mask", "nothing", HarmlessFields.IsEmpty);
        fields.Has("mask_round");
        if ((int)(inferenceSteps * strength) < 1)
        {
            fields.Reject("denoising_strength", $"{strength}, which leaves no step of {inferenceSteps}", $"a number from {1.0 / inferenceSteps} to 1");
            return null;
        }

        return picture is null ? null : new JobSource(picture.Value, strength) { Fit = fit, Mask = mask };
    }

    private static PictureFit ReadFit(FieldReader fields)
    {
        long mode = fields.Whole("resize_mode", 0, 3) ?? 0;
        if (mode == 3)
            fields.Reject("resize_mode", "0 (just resize), 1 (crop and resize), 2 (resize and fill)");
        return mode switch
        {
            1 => PictureFit.Cover,
            2 => PictureFit.Contain,
            _ => PictureFit.Stretch,
        };
    }

    /// <summary>White is repainted; unlike the web UI's page, its API repaints the masked area alone unless it is told otherwise.</summary>
    private static JobMask? ReadMask(FieldReader fields, ParseContext context)
    {
        bool isInverted = (fields.Whole("inpainting_mask_invert", 0, 1) ?? 0) == 1;
        double blur = ReadBlur(fields);
        long fill = fields.Whole("inpainting_fill", 0, 3) ?? 0;
        if (fill > 1)
            fields.Reject("inpainting_fill", "0 (fill), 1 (original)");
        bool isArea = fields.Flag("inpaint_full_res") ?? true;
        long padding = fields.Whole("inpaint_full_res_padding", 0, JobLimits.MaxAreaPadding) ?? 0;
        if (fields.IsEmptyText("mask") || PictureField.Read(fields, "mask", context) is not { } bytes)
            return null;
        return new JobMask(bytes, isInverted ? MaskPolarity.BlackRepaints : MaskPolarity.WhiteRepaints)
        {
            Blur = blur,
            Fill = fill == 0 ? MaskFill.Surroundings : MaskFill.Original,
            AreaPadding = isArea ? (int)padding : null,
        };
    }

    private static double ReadBlur(FieldReader fields)
    {
        double? both = fields.Number("mask_blur", 0, JobLimits.MaxMaskBlur);
        double? x = fields.Number("mask_blur_x", 0, JobLimits.MaxMaskBlur), y = fields.Number("mask_blur_y", 0, JobLimits.MaxMaskBlur);
        if (both is null && (x ?? y) != (y ?? x))
            fields.Reject("mask_blur_y", $"{y} beside mask_blur_x {x}", "the same blur in both directions");
        return both ?? x ?? y ?? DefaultBlur;
    }
}
