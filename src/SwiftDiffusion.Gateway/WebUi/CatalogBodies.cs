using System.Text.Json.Serialization;

namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>An object without members.</summary>
internal sealed record EmptyBody;

internal sealed record LoraBody(string Name, string Alias, string Path, EmptyBody Metadata);

internal sealed record CheckpointBody(
    string Title,
    string ModelName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Hash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sha256,
    string Filename,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Config);

internal sealed record SamplerBody(string Name, IReadOnlyList<string> Aliases, IReadOnlyDictionary<string, string> Options);

internal sealed record ScheduleBody(
    string Name,
    string Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<string>? Aliases,
    double DefaultRho,
    bool NeedInnerModel);

internal sealed record UpscalerBody(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ModelName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ModelPath,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ModelUrl,
    double Scale);

internal sealed record EmbeddingsBody(EmptyBody Loaded, EmptyBody Skipped);

/// <summary>Bytes of this process; there is no CUDA device, and the web UI says it so.</summary>
internal sealed record MemoryBody(RamBody Ram, CudaBody Cuda);

internal sealed record RamBody(long Free, long Used, long Total);

internal sealed record CudaBody(string Error);

internal sealed record SettingsBody(
    string SdModelCheckpoint,
    string SamplesFormat,
    [property: JsonPropertyName("CLIP_stop_at_last_layers")] int StopAtLastLayers,
    bool LivePreviewsEnable);

internal sealed record CommandFlagsBody(bool Api, bool Nowebui, bool Listen);

internal sealed record ScriptsBody(IReadOnlyList<string> Txt2img, IReadOnlyList<string> Img2img);

internal sealed record PngInfoBody(string Info, IReadOnlyDictionary<string, string> Items, IReadOnlyDictionary<string, string> Parameters);
