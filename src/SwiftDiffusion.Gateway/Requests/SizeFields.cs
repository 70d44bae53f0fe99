using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>
/// Reads <c>size</c>, <c>width</c> and <c>height</c>; what none of them says is the model's default, in the proportions of the picture to
/// start from if there is one.
/// </summary>
internal static class SizeFields
{
    private const int LongestSize = 32;

    /// <summary>Sides taken from a picture are multiples of this part of the model's own, so that its resolution levels come out even.</summary>
    private const int SidePart = 8;

    public static (int Width, int Height) Read(FieldReader fields, ModelInfo model, PictureSize? source, GatewayOptions limits)
    {
        var size = ReadSize(fields, limits);
        int? width = ReadSide(fields, "width", size?.Width, limits);
        int? height = ReadSide(fields, "height", size?.Height, limits);
        bool isAsked = size is not null || width is not null || height is not null;
        if (!isAsked && source is { } picture)
            return InProportion(picture, model, limits);
        int finalWidth = size?.Width ?? width ?? model.DefaultWidth;
        int finalHeight = size?.Height ?? height ?? model.DefaultHeight;
        if (isAsked && (long)finalWidth * finalHeight > limits.MaxPixels)
            fields.Reject(
                size is not null ? "size" : width is not null ? "width" : "height",
                string.Create(CultureInfo.InvariantCulture, $"{finalWidth}x{finalHeight}, {(long)finalWidth * finalHeight} pixels"),
                string.Create(CultureInfo.InvariantCulture, $"at most {limits.MaxPixels} pixels"));
        return (finalWidth, finalHeight);
    }

    /// <summary>A <c>size</c> that stands alone; null when it is absent, auto or was rejected.</summary>
    public static PictureSize? ReadExact(FieldReader fields, GatewayOptions limits)
    {
        if (ReadSize(fields, limits) is not { } size)
            return null;
        if ((long)size.Width * size.Height > limits.MaxPixels)
            fields.Reject("size", string.Create(CultureInfo.InvariantCulture, $"at most {limits.MaxPixels} pixels"));
        return new PictureSize(size.Width, size.Height);
    }

    /// <summary>About as many pixels as the model's default, with the picture's proportions.</summary>
    public static (int Width, int Height) InProportion(PictureSize picture, ModelInfo model, GatewayOptions limits)
    {
        int part = Math.Min(model.DefaultWidth, model.DefaultHeight) / SidePart;
        int multiple = Math.Max(JobLimits.SizeMultiple, part - (part % JobLimits.SizeMultiple));
        double scale = Math.Sqrt((double)model.DefaultWidth * model.DefaultHeight / ((double)picture.Width * picture.Height));
        return (Side(picture.Width * scale), Side(picture.Height * scale));

        int Side(double wanted)
        {
            int least = (limits.MinSide + multiple - 1) / multiple * multiple, most = Math.Max(limits.MaxSide / multiple * multiple, least);
            return Math.Clamp((int)Math.Round(wanted / multiple) * multiple, least, most);
        }
    }

    private static (int Width, int Height)? ReadSize(FieldReader fields, GatewayOptions limits)
    {
        string accepted = $"auto or WIDTHxHEIGHT such as 512x512, {Sides(limits)}";
        string? text = fields.Text("size", LongestSize, accepted);
        if (text is null or "auto")
            return null;
        string[] sides = text.Split('x');
        if (sides.Length == 2 && TryParseSide(sides[0], limits, out int width) && TryParseSide(sides[1], limits, out int height))
            return (width, height);
        fields.Reject("size", accepted);
        return null;
    }

    private static int? ReadSide(FieldReader fields, string name, int? fromSize, GatewayOptions limits)
    {
        if (fields.Whole(name, limits.MinSide, limits.MaxSide) is not { } side)
            return null;
        if (side % JobLimits.SizeMultiple != 0)
            fields.Reject(name, Sides(limits));
        else if (fromSize is null || fromSize == side)
            return (int)side;
        else
            fields.Reject(name, $"{side} beside a size that says {fromSize}", "one of them, or both alike");
        return null;
    }

    private static bool TryParseSide(string text, GatewayOptions limits, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side)
        && side >= limits.MinSide && side <= limits.MaxSide && side % JobLimits.SizeMultiple == 0;

    private static string Sides(GatewayOptions limits) => string.Create(
        CultureInfo.InvariantCulture, $"each side a multiple of {JobLimits.SizeMultiple} from {limits.MinSide} to {limits.MaxSide}");
}
