using CsvHelper;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>The generator's own trace as CSV with a header of <see cref="TraceColumns"/>, in any order.</summary>
internal static class CsvTrace
{
    /// <exception cref="TraceFormatException">A line is malformed.</exception>
    public static IReadOnlyList<TraceRequest> Read(TextReader text, string file)
    {
        var rows = new CsvRows(text, file);
        rows.Require(TraceColumns.Timestamp);
        rows.RefuseUnknown(TraceColumns.All);
        return [.. rows.Read().Select(row => Parse(row.Fields, row.Cell))];
    }

    public static void Write(TextWriter text, IEnumerable<TraceRequest> requests)
    {
        using var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([.. TraceColumns.All]);
        foreach (var request in requests)
        {
            foreach (object? cell in Cells(request))
                csv.WriteField(cell);
            csv.EndRecord();
        }
    }

    private static TraceRequest Parse(FieldText fields, Func<string, string?> cell) => new()
    {
        At = fields.Seconds(TraceColumns.Timestamp, cell(TraceColumns.Timestamp)),
        Service = cell(TraceColumns.Service),
        Instance = cell(TraceColumns.Instance),
        BaseModel = cell(TraceColumns.BaseModel),
        Prompt = cell(TraceColumns.Prompt),
        NegativePrompt = cell(TraceColumns.NegativePrompt),
        Size = fields.Size(TraceColumns.Size, cell(TraceColumns.Size)),
        Steps = (int?)fields.Whole(TraceColumns.Steps, cell(TraceColumns.Steps), 1, JobLimits.MaxInferenceSteps),
        GuidanceScale = fields.Number(TraceColumns.GuidanceScale, cell(TraceColumns.GuidanceScale), 0, 100),
        Seed = fields.Whole(TraceColumns.Seed, cell(TraceColumns.Seed), 0, JobLimits.MaxSeed),
        Images = (int)(fields.Whole(TraceColumns.Images, cell(TraceColumns.Images), 1, JobLimits.MaxImages) ?? 1),
        ControlNets = List(cell(TraceColumns.ControlNets)),
        Loras = [.. List(cell(TraceColumns.Loras)).Select(entry => ParseLora(fields, entry))],
        ServiceLevelObjective = fields.Number(TraceColumns.SloMs, cell(TraceColumns.SloMs), 0, 1e9) is { } slo ? FieldText.Time(slo / 1000) : null,
        Key = cell(TraceColumns.Key),
        MaskRatio = fields.Number(TraceColumns.MaskRatio, cell(TraceColumns.MaskRatio), 0, 1),
    };

    private static string[] List(string? cell) => cell?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static LoraUse ParseLora(FieldText fields, string entry)
    {
        int equals = entry.LastIndexOf('=');
        return equals < 0
            ? new LoraUse(entry)
            : new LoraUse(entry[..equals], fields.Number($"scale of LoRA \"{entry[..equals]}\"", entry[(equals + 1)..], -10, 10) ?? 1);
    }

    private static IEnumerable<object?> Cells(TraceRequest request) =>
    [
        request.At.TotalSeconds, request.Service, request.Instance, request.BaseModel, request.Prompt, request.NegativePrompt, request.Size?.ToString(),
        request.Steps, request.GuidanceScale, request.Seed, request.Images, string.Join(';', request.ControlNets),
        string.Join(';', request.Loras.Select(Text)), request.ServiceLevelObjective?.TotalMilliseconds, request.Key, request.MaskRatio,
    ];

    /// <summary>A scale of 1 is left out, as most are.</summary>
    private static string Text(LoraUse lora) =>
        lora.Scale == 1 && !lora.Name.Contains('=', StringComparison.Ordinal) ? lora.Name : FormattableString.Invariant($"{lora.Name}={lora.Scale}");
}
