namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>The columns of the generator's own traces, the same in JSONL and CSV. Only the timestamp is required.</summary>
internal static class TraceColumns
{
    /// <summary>Seconds from the beginning of the trace.</summary>
    public const string Timestamp = "timestamp";
    public const string Service = "service";
    public const string Instance = "instance";
    public const string BaseModel = "base_model";
    public const string Prompt = "prompt";
    public const string NegativePrompt = "negative_prompt";

    /// <summary>"512x768".</summary>
    public const string Size = "size";
    public const string Steps = "steps";
    public const string GuidanceScale = "guidance_scale";
    public const string Seed = "seed";

    /// <summary>Pictures at once.</summary>
    public const string Images = "n";

    /// <summary>JSONL: names. CSV: names with semicolons between.</summary>
    public const string ControlNets = "controlnets";

    /// <summary>JSONL: names, or objects with name and scale. CSV: "name" or "name=0.8" with semicolons between.</summary>
    public const string Loras = "loras";
    public const string SloMs = "slo_ms";
    public const string Key = "key";
    public const string MaskRatio = "mask_ratio";

    public static IReadOnlyList<string> All { get; } =
    [
        Timestamp, Service, Instance, BaseModel, Prompt, NegativePrompt, Size, Steps, GuidanceScale, Seed, Images, ControlNets, Loras, SloMs, Key, MaskRatio,
    ];
}
