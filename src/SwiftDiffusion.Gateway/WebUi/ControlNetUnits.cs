using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>
/// Reads <c>alwayson_scripts</c>, of which the ControlNet extension is the only one there is (its internal_controlnet/args.py), and
/// <c>controlnet_units</c>, by which older clients name its units. Keys of a unit that nobody knows are ignored as there.
/// </summary>
internal static class ControlNetUnits
{
    private const string ScriptName = "controlnet";
    private const string OlderName = "controlnet_units";
    private const int LongestName = 256;
    private const string Shape = "an object like {\"enabled\": true, \"model\": …, \"image\": …}";

    private static readonly (string Word, PictureFit Meaning)[] ResizeModes =
    [
        ("Just Resize", PictureFit.Stretch), ("Crop and Resize", PictureFit.Cover), ("Resize and Fill", PictureFit.Contain),
        ("Scale to Fit (Inner Fit)", PictureFit.Cover), ("Inner Fit (Scale to Fit)", PictureFit.Cover),
        ("Envelope (Outer Fit)", PictureFit.Contain), ("Outer Fit (Shrink to Fit)", PictureFit.Contain),
    ];

    /// <summary>The units that are on, those whose edges the client wants to see, and notes about the others.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="model">Whose ControlNets may be named.</param>
    /// <param name="initImage">Used by units without a picture of their own.</param>
    /// <param name="context">Bounds.</param>
    public static ReadUnits Read(FieldReader fields, ModelInfo model, ReadOnlyMemory<byte>? initImage, ParseContext context)
    {
        int most = context.Limits.MaxControlNets;
        // As in the extension, a unit of a script is off unless it is switched on; those of its older routes are on unless they are switched off.
        (FieldReader Fields, bool IsOn)[] found =
        [
            .. ScriptUnits(fields, most).Select(unit => (unit, unit.Flag("enabled") ?? false)),
            .. fields.Objects(OlderName, most, Shape).Select(unit => (unit, unit.Flag("enabled") ?? true)),
        ];
        if (found.Length > most)
            fields.Reject(OlderName, $"{found.Length} units in all", $"at most {most}");
        ReadUnits[] units = [.. found.Take(most).Select(unit => unit.IsOn ? ReadUnit(unit.Fields, model, initImage, context) : ReadUnits.Off(unit.Fields.PathOf("enabled")))];
        return new ReadUnits(
            [.. units.SelectMany(unit => unit.ControlNets)], [.. units.SelectMany(unit => unit.ShownEdges)], [.. units.SelectMany(unit => unit.Notes)]);
    }

    private static IEnumerable<FieldReader> ScriptUnits(FieldReader fields, int most)
    {
        if (fields.Object("alwayson_scripts", "an object of scripts") is not { } scripts)
            yield break;
        foreach (string script in scripts.Unknown())
        {
            if (!script.Equals(ScriptName, StringComparison.OrdinalIgnoreCase))
            {
                scripts.Reject(FoundText.Shorten(script), "the script ControlNet alone");
                continue;
            }

            foreach (var unit in scripts.Object(script, "an object like {\"args\": […]}")?.Objects("args", most, Shape) ?? [])
                yield return unit;
        }
    }

    private static ReadUnits ReadUnit(FieldReader unit, ModelInfo model, ReadOnlyMemory<byte>? initImage, ParseContext context)
    {
        var name = ReadModel(unit, model);
        var image = ReadImage(unit, context) ?? initImage;
        if (image is null && !unit.Has("image") && !unit.Has("input_image"))
            unit.Reject("image", "a PNG, JPEG or WebP image as base64 or as a data URL");
        var preprocessor = ReadPreprocessor(unit);
        double weight = unit.Number("weight", 0, 2) ?? 1;
        double start = unit.Number("guidance_start", 0, 1) ?? 0;
        double end = unit.Number(unit.Pick("guidance_end", "guidance"), 0, 1) ?? 1;
        if (start > end)
            unit.Reject("guidance_start", "a start after guidance_end", "a start that is not after the end");
        CheckUnsupported(unit);
        bool isShown = unit.Flag("save_detected_map") ?? true;
        var (fit, thresholds) = (ReadFit(unit), ReadThresholds(unit));
        if (name is null || image is null || start > end)
            return ReadUnits.None;

        var control = new ControlNetReference(name, image.Value, preprocessor, weight, start, end) { Fit = fit, Canny = thresholds };
        return new ReadUnits([control], isShown && preprocessor == ControlPreprocessor.Canny ? [control] : [], []);
    }

    /// <summary>The extension lists models as "name [hash]".</summary>
    private static string? ReadModel(FieldReader unit, ModelInfo model)
    {
        string? title = unit.Text("model", LongestName);
        string name = CheckpointName.Of(title ?? "");
        if (model.ControlNets.Contains(name))
            return name;
        if (title is not null || !unit.Has("model"))
            unit.Reject("model", KnownName.Accepted(name, model.ControlNets), FailureCode.UnknownControlNet);
        return null;
    }

    /// <summary>Base64, or <c>{image, mask}</c> as the extension's own page sends it.</summary>
    private static ReadOnlyMemory<byte>? ReadImage(FieldReader unit, ParseContext context)
    {
        string field = unit.Pick("image", "input_image");
        if (!unit.IsObject(field))
            return PictureField.Read(unit, field, context);
        var pair = unit.Object(field, Shape)!;
        pair.Only("mask", "nothing: masks of control images are not supported", HarmlessFields.IsEmpty);
        return PictureField.ReadRequired(pair, "image", context);
    }

    private static ControlPreprocessor ReadPreprocessor(FieldReader unit)
    {
        string? module = unit.Text("module", LongestName);
        if (module is null || module.Equals("none", StringComparison.OrdinalIgnoreCase))
            return ControlPreprocessor.None;
        if (!module.Equals("canny", StringComparison.OrdinalIgnoreCase))
            unit.Reject("module", "none, canny");
        return ControlPreprocessor.Canny;
    }

    /// <summary>By label or by number; the web UI cuts off what overhangs unless it is told otherwise.</summary>
    private static PictureFit ReadFit(FieldReader unit)
    {
        if (unit.IsNumber("resize_mode"))
            return ResizeModes[(int)(unit.Whole("resize_mode", 0, 2) ?? 1)].Meaning;
        return unit.Choice("resize_mode", ResizeModes) ?? PictureFit.Cover;
    }

    /// <summary>-1 stands for the default.</summary>
    private static CannyThresholds ReadThresholds(FieldReader unit)
    {
        double low = unit.Number("threshold_a", -1, JobLimits.MaxCannyThreshold) ?? -1;
        double high = unit.Number("threshold_b", -1, JobLimits.MaxCannyThreshold) ?? -1;
        return Thresholds(unit, "threshold_a", low, high);
    }

    /// <summary>Thresholds from two numbers; a low one above the high one is a problem of <paramref name="field"/>.</summary>
    public static CannyThresholds Thresholds(FieldReader fields, string field, double low, double high)
    {
        int from = low < 0 ? CannyThresholds.Default.Low : (int)low, to = high < 0 ? Math.Max(from, CannyThresholds.Default.High) : (int)high;
        if (from <= to)
            return new CannyThresholds(from, to);
        fields.Reject(field, $"{from} above {to}", "a low threshold that is not above the high one");
        return CannyThresholds.Default;
    }

    private static void CheckUnsupported(FieldReader unit)
    {
        unit.Only("mask", "nothing: masks of control images are not supported", HarmlessFields.IsEmpty);
        unit.Only("effective_region_mask", "nothing", HarmlessFields.IsEmpty);
        unit.Only("ipadapter_input", "nothing", IsEmptyList);
        unit.Only("advanced_weighting", "nothing", IsEmptyList);
        unit.Only("control_mode", "Balanced", value => (value.ValueKind == JsonValueKind.String && value.ValueEquals("Balanced"))
            || (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0));
        unit.Only("guessmode", "false", HarmlessFields.IsFalse);
        unit.Only("guess_mode", "false", HarmlessFields.IsFalse);
    }

    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
}

/// <summary>What the units of a request come to.</summary>
internal sealed record ReadUnits(
    ImmutableArray<ControlNetReference> ControlNets, ImmutableArray<ControlNetReference> ShownEdges, ImmutableArray<string> Notes)
{
    public static ReadUnits None { get; } = new([], [], []);

    /// <summary>A unit that is switched off.</summary>
    public static ReadUnits Off(string path) => None with { Notes = [$"{path} is not true"] };
}
