using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Reads <c>size</c>, <c>width</c> and <c>height</c>; what none of them says is the model's default.</summary>
internal static class SizeFields
{
    private const int LongestSize = 32;

    public static (int Width, int Height) Read(FieldReader fields, ModelInfo model, GatewayOptions limits)
    {
        var size = ReadSize(fields, limits);
        int? width = ReadSide(fields, "width", size?.Width, limits);
        int? height = ReadSide(fields, "height", size?.Height, limits);
        int finalWidth = size?.Width ?? width ?? model.DefaultWidth;
        int finalHeight = size?.Height ?? height ?? model.DefaultHeight;
        bool isAsked = size is not null || width is not null || height is not null;
        if (isAsked && (long)finalWidth * finalHeight > limits.MaxPixels)
            fields.Reject(
                size is not null ? "size" : width is not null ? "width" : "height",
                string.Create(CultureInfo.InvariantCulture, $"{finalWidth}x{finalHeight}, {(long)finalWidth * finalHeight} pixels"),
                string.Create(CultureInfo.InvariantCulture, $"at most {limits.MaxPixels} pixels"));
        return (finalWidth, finalHeight);
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
