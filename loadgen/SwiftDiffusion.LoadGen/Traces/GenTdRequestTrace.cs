using System.Globalization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>
/// GenTD26 (Alibaba cluster-trace-v2026-GenAI), <c>lora_request_trace.csv</c>: arrivals of a public image platform with steps, pictures per request and
/// how many LoRAs a request had. Which LoRAs is not told; a group's n-th LoRA gets a name of its own.
/// </summary>
internal static class GenTdRequestTrace
{
    private const string Created = "gmt_create", Group = "groupId", Images = "num_images_per_prompt", Steps = "num_inference_steps",
        Checkpoint = "checkpoint_model_version_id", LoraCount = "num_lora";

    /// <exception cref="TraceFormatException">It is not that file.</exception>
    public static IReadOnlyList<TraceRequest> Read(TextReader text, string file)
    {
        var rows = new CsvRows(text, file);
        rows.Require(Created, Group, Images, Steps, Checkpoint, LoraCount);
        var parsed = rows.Read().Select(row => (At: CreatedAt(row.Fields, row.Cell(Created)), Request: Parse(row.Fields, row.Cell))).ToArray();
        var begin = parsed.Length == 0 ? default : parsed.Min(row => row.At);
        return [.. parsed.Select(row => row.Request with { At = row.At - begin })];
    }

    private static TraceRequest Parse(FieldText fields, Func<string, string?> cell)
    {
        string group = cell(Group) ?? "unknown";
        long loras = fields.Whole(LoraCount, cell(LoraCount), 0, 1000) ?? 0;
        return new TraceRequest
        {
            At = TimeSpan.Zero,
            Key = group,
            BaseModel = cell(Checkpoint),
            Images = (int)Math.Clamp(fields.Whole(Images, cell(Images), 0, 1000) ?? 1, 1, JobLimits.MaxImages),
            Steps = (int?)fields.Whole(Steps, cell(Steps), 1, JobLimits.MaxInferenceSteps),
            Loras = [.. Enumerable.Range(1, (int)loras).Select(number => new LoraUse($"{group}-lora-{number}"))],
        };
    }

    private static DateTime CreatedAt(FieldText fields, string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at
            : throw fields.Problem($"{Created} is \"{text}\"; expected a time such as 2024-11-15 16:57:50.");
}
