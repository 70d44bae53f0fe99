using System.Text.Json.Serialization;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>One line of a JSONL trace, as <see cref="TraceColumns"/> documents it.</summary>
internal sealed record TraceLine
{
    public double? Timestamp { get; init; }

    public string? Service { get; init; }

    public string? Instance { get; init; }

    public string? BaseModel { get; init; }

    public string? Prompt { get; init; }

    public string? NegativePrompt { get; init; }

    public string? Size { get; init; }

    public int? Steps { get; init; }

    public double? GuidanceScale { get; init; }

    public long? Seed { get; init; }

    public int? N { get; init; }

    [JsonPropertyName(TraceColumns.ControlNets)]
    public IReadOnlyList<string>? ControlNets { get; init; }

    [JsonConverter(typeof(LoraListConverter))]
    public IReadOnlyList<LoraUse>? Loras { get; init; }

    public double? SloMs { get; init; }

    public string? Key { get; init; }

    public double? MaskRatio { get; init; }

    public static TraceLine From(TraceRequest request) => new()
    {
        Timestamp = request.At.TotalSeconds,
        Service = request.Service,
        Instance = request.Instance,
        BaseModel = request.BaseModel,
        Prompt = request.Prompt,
        NegativePrompt = request.NegativePrompt,
        Size = request.Size?.ToString(),
        Steps = request.Steps,
        GuidanceScale = request.GuidanceScale,
        Seed = request.Seed,
        N = request.Images == 1 ? null : request.Images,
        ControlNets = request.ControlNets,
        Loras = request.Loras,
        SloMs = request.ServiceLevelObjective?.TotalMilliseconds,
        Key = request.Key,
        MaskRatio = request.MaskRatio,
    };

    /// <exception cref="TraceFormatException">A value is out of its bounds.</exception>
    public TraceRequest ToRequest(FieldText fields) => new()
    {
        At = FieldText.Time(
            Bounded(fields, TraceColumns.Timestamp, Timestamp, 0, 1e9)
            ?? throw fields.Problem($"{TraceColumns.Timestamp} is missing; expected seconds from the beginning of the trace.")),
        Service = Service,
        Instance = Instance,
        BaseModel = BaseModel,
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        Size = fields.Size(TraceColumns.Size, Size),
        Steps = (int?)Bounded(fields, TraceColumns.Steps, Steps, 1, JobLimits.MaxInferenceSteps),
        GuidanceScale = Bounded(fields, TraceColumns.GuidanceScale, GuidanceScale, 0, 100),
        Seed = (long?)Bounded(fields, TraceColumns.Seed, Seed, 0, JobLimits.MaxSeed),
        Images = (int)(Bounded(fields, TraceColumns.Images, N, 1, JobLimits.MaxImages) ?? 1),
        ControlNets = ControlNets ?? [],
        Loras = Loras ?? [],
        ServiceLevelObjective = Bounded(fields, TraceColumns.SloMs, SloMs, 0, 1e9) is { } slo ? FieldText.Time(slo / 1000) : null,
        Key = Key,
        MaskRatio = Bounded(fields, TraceColumns.MaskRatio, MaskRatio, 0, 1),
    };

    private static double? Bounded(FieldText fields, string name, double? value, double min, double max) =>
        value is null || (value >= min && value <= max)
            ? value
            : throw fields.Problem(FormattableString.Invariant($"{name} is {value}; expected a number from {min} to {max}."));
}

/// <summary>Trace lines in the API's spelling; a misspelt column must not be ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TraceLine))]
internal sealed partial class TraceJson : JsonSerializerContext;
