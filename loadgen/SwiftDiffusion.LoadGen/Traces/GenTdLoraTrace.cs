using System.Globalization;
using System.Text.RegularExpressions;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>
/// GenTD26 (Alibaba cluster-trace-v2026-GenAI), <c>data_trace_processed.csv</c>: which LoRAs requests named, without arrival times. Requests stand one
/// second apart; a time scale sets the rate.
/// </summary>
internal static partial class GenTdLoraTrace
{
    private const string Images = "num_images_per_prompt", Steps = "num_inference_steps", Checkpoint = "checkpoint_model_version_id", Loras = "lora_args";

    /// <exception cref="TraceFormatException">It is not that file.</exception>
    public static IReadOnlyList<TraceRequest> Read(TextReader text, string file)
    {
        var rows = new CsvRows(text, file);
        rows.Require(Images, Steps, Checkpoint, Loras);
        return [.. rows.Read().Select((row, i) => Parse(row.Fields, row.Cell, i))];
    }

    private static TraceRequest Parse(FieldText fields, Func<string, string?> cell, int position) => new()
    {
        At = TimeSpan.FromSeconds(position),
        BaseModel = cell(Checkpoint),
        Images = (int)Math.Clamp(fields.Whole(Images, cell(Images), 0, 1000) ?? 1, 1, JobLimits.MaxImages),
        Steps = (int?)fields.Whole(Steps, cell(Steps), 1, JobLimits.MaxInferenceSteps),
        Loras = ParseLoras(fields, cell(Loras)),
    };

    /// <summary>A Python list of dictionaries: <c>[{'modelVersionId': 12, 'scale': 0.8}]</c>.</summary>
    private static LoraUse[] ParseLoras(FieldText fields, string? text)
    {
        if (text is null or "None" or "nan")
            return [];
        if (!text.StartsWith('[') || !text.EndsWith(']'))
            throw fields.Problem($"{Loras} is \"{text}\"; expected a list like [{{'modelVersionId': 12, 'scale': 0.8}}].");
        return [.. Entry().Matches(text).Select(entry => ParseLora(fields, entry.Value))];
    }

    private static LoraUse ParseLora(FieldText fields, string entry)
    {
        var id = Id().Match(entry);
        if (!id.Success)
            throw fields.Problem($"{Loras} has an entry without 'modelVersionId': {entry}.");
        var scale = Scale().Match(entry);
        return new LoraUse(id.Groups[1].Value, scale.Success ? double.Parse(scale.Groups[1].Value, CultureInfo.InvariantCulture) : 1);
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Entry();

    [GeneratedRegex(@"['""]modelVersionId['""]\s*:\s*['""]?([^'"",}\s]+)")]
    private static partial Regex Id();

    [GeneratedRegex(@"['""]scale['""]\s*:\s*['""]?(-?[0-9]+(?:\.[0-9]+)?)")]
    private static partial Regex Scale();
}
