using System.Collections.Immutable;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>Reads <c>loras</c> and <c>controlnets</c>, under our names and under those that clients of other servers send.</summary>
internal static class AddOnFields
{
    private const double LargestScale = 10;

    public static ImmutableArray<LoraReference> ReadLoras(FieldReader fields, ModelInfo? model, GatewayOptions limits) =>
        [.. fields.Objects("loras", limits.MaxLoras, "an object like {\"name\": …, \"scale\": 1}")
            .Select(entry => ReadLora(entry, model)).OfType<LoraReference>()];

    public static ImmutableArray<ControlNetReference> ReadControlNets(FieldReader fields, ModelInfo? model, ParseContext context) =>
        [.. fields.Objects("controlnets", context.Limits.MaxControlNets, "an object like {\"name\": …, \"image\": …}")
            .Select(entry => ReadControlNet(entry, model, context)).OfType<ControlNetReference>()];

    private static LoraReference? ReadLora(FieldReader entry, ModelInfo? model)
    {
        string? name = ReadName(entry, model?.Loras, FailureCode.UnknownAdapter);
        double scale = entry.Number("scale", -LargestScale, LargestScale) ?? 1;
        entry.RejectUnknown(RequestFields.NoneTolerated, RequestFields.LoraSynonyms);
        return name is null ? null : new LoraReference(name, scale);
    }

    private static ControlNetReference? ReadControlNet(FieldReader entry, ModelInfo? model, ParseContext context)
    {
        string? name = ReadName(entry, model?.ControlNets, FailureCode.UnknownControlNet);
        var image = PictureField.ReadRequired(entry, "image", context);
        var preprocessor = entry.Choice("preprocessor", ("none", ControlPreprocessor.None), ("canny", ControlPreprocessor.Canny));
        double scale = entry.Number(entry.Pick("conditioning_scale", "controlnet_conditioning_scale"), 0, LargestScale) ?? 1;
        string startName = entry.Pick("start", "start_percentage", "control_guidance_start");
        string endName = entry.Pick("end", "end_percentage", "control_guidance_end");
        double start = entry.Number(startName, 0, 1) ?? 0;
        double end = entry.Number(endName, 0, 1) ?? 1;
        if (start > end)
            entry.Reject(startName, $"a start after the {endName}", "a start that is not after the end");
        entry.RejectUnknown(RequestFields.NoneTolerated, RequestFields.ControlNetSynonyms);

        return name is null || image is null || start > end
            ? null
            : new ControlNetReference(name, image.Value, preprocessor ?? ControlPreprocessor.None, scale, start, end);
    }

    /// <summary>Some servers call the name a path; here it is a name all the same, and opens no file.</summary>
    private static string? ReadName(FieldReader entry, IReadOnlyList<string>? known, FailureCode code) =>
        KnownName.ReadRequired(entry, entry.Pick("name", "path"), known, code);
}
