using System.Collections.Immutable;
using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Reads the picture that an edit or a variation starts from, and an edit's mask: parts of a form, or <c>images</c> and <c>mask</c> with
/// data URLs in JSON.
/// </summary>
internal static class SourceFields
{
    private const double DefaultStrength = 0.75;
    private const double FaithfulStrength = 0.5;
    private const string Shape = "an object like {\"image_url\": \"data:image/png;base64,…\"}";
    private const string OnePicture = "one picture: these models edit one";

    /// <summary>The picture's bytes; null when it is absent, which is a problem, or was rejected.</summary>
    public static ReadOnlyMemory<byte>? ReadPicture(FieldReader fields, ImmutableArray<UploadedFile> files, ParseContext context)
    {
        var uploads = files.Where(file => file.Field == "image").ToArray();
        var entries = fields.Objects("images", int.MaxValue, Shape);
        if (uploads.Length + entries.Count > 1)
        {
            fields.Reject(entries.Count > 0 ? "images" : "image", $"{uploads.Length + entries.Count} pictures", OnePicture);
            return null;
        }

        if (uploads.Length == 1)
            return PictureField.ReadFile(fields, "image", uploads[0].Content, context);
        if (entries.Count == 1)
            return ReadUrl(entries[0], context);
        if (!fields.Has("images"))
            fields.Reject("image", "nothing", "a picture: a part image of a form, or images with a data URL in JSON");
        else if (fields.IsEmptyArray("images"))
            fields.Reject("images", OnePicture);
        return null;
    }

    /// <summary>The source as a whole; null when its picture is missing, which is a problem already.</summary>
    /// <param name="fields">Where <c>strength</c> and <c>input_fidelity</c> stand.</param>
    /// <param name="picture">The picture's bytes.</param>
    /// <param name="mask">Its mask, if there is one.</param>
    /// <param name="inferenceSteps">How many there would be from pure noise.</param>
    public static JobSource? Read(FieldReader fields, ReadOnlyMemory<byte>? picture, JobMask? mask, int inferenceSteps)
    {
        string? fidelity = fields.Word("input_fidelity", "low", "high");
        double? asked = fields.Number("strength", 0, 1);
        // What a mask leaves open is painted anew; without one, enough of the picture must be left to be recognised.
        double strength = asked ?? (mask is not null ? 1 : fidelity == "high" ? FaithfulStrength : DefaultStrength);
        if ((int)(inferenceSteps * strength) < 1)
        {
            fields.Reject(
                "strength",
                string.Create(CultureInfo.InvariantCulture, $"{strength}, which leaves no step of {inferenceSteps}"),
                string.Create(CultureInfo.InvariantCulture, $"a number from {1.0 / inferenceSteps} to 1"));
            return null;
        }

        return picture is null ? null : new JobSource(picture.Value, strength) { Fit = PictureFit.Cover, Mask = mask, IsAlphaTheMask = mask is null };
    }

    /// <summary>An edit's mask, transparent where the picture is to change; it must have the picture's size.</summary>
    public static JobMask? ReadMask(FieldReader fields, ImmutableArray<UploadedFile> files, ReadOnlyMemory<byte>? picture, ParseContext context)
    {
        double blur = fields.Number("mask_blur", 0, JobLimits.MaxMaskBlur) ?? 0;
        var uploads = files.Where(file => file.Field == "mask").ToArray();
        var json = fields.Object("mask", Shape);
        if (uploads.Length + (json is null ? 0 : 1) > 1)
        {
            fields.Reject("mask", "more than one mask", "one mask");
            return null;
        }

        var bytes = uploads.Length == 1 ? PictureField.ReadFile(fields, "mask", uploads[0].Content, context)
            : json is null ? null : ReadUrl(json, context);
        if (bytes is null || (picture is { } source && !HaveOneSize(fields, source, bytes.Value, context)))
            return null;
        return new JobMask(bytes.Value, MaskPolarity.TransparentRepaints) { Blur = blur };
    }

    private static ReadOnlyMemory<byte>? ReadUrl(FieldReader entry, ParseContext context)
    {
        if (entry.Has("file_id"))
            entry.Reject("file_id", "an image_url with a data URL: this server keeps no uploaded files");
        var bytes = entry.Has("file_id") ? null : PictureField.ReadRequired(entry, "image_url", context);
        entry.RejectUnknown(RequestFields.NoneTolerated, RequestFields.NoSynonyms);
        return bytes;
    }

    private static bool HaveOneSize(FieldReader fields, ReadOnlyMemory<byte> picture, ReadOnlyMemory<byte> mask, ParseContext context)
    {
        var (size, maskSize) = (context.Pictures.Measure(picture).Value, context.Pictures.Measure(mask).Value);
        if (size != maskSize)
            fields.Reject("mask", $"{maskSize.Width}x{maskSize.Height} pixels", $"the picture's size, {size.Width}x{size.Height}");
        return size == maskSize;
    }
}
