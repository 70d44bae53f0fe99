using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>The one object by which every route shows a job. Members without a value are null, never absent; instants are seconds since 1970.</summary>
internal sealed record JobBody(
    string Id,
    string Object,
    string Status,
    double CreatedAt,
    string Model,
    string Priority,
    int? Position,
    double? EstimatedWaitSeconds,
    int Attempts,
    string? Worker,
    double? StartedAt,
    double? FinishedAt,
    double? ExpiresAt,
    JobProgressBody? Progress,
    ErrorBody? Error,
    IReadOnlyList<JobImageBody> Images,
    JobTimingsBody? Timings,
    JobUrlsBody Urls);

/// <summary>The latest step.</summary>
internal sealed record JobProgressBody(int Image, int Step, int Steps);

/// <summary>One picture of a completed job.</summary>
/// <param name="Index">From 0, in the order of the seeds.</param>
/// <param name="Url">Where the file is.</param>
/// <param name="MediaType">Of the file.</param>
/// <param name="Seed">The seed that makes this very picture again.</param>
/// <param name="AttachedAt">The step from which it had all its LoRAs; null without any.</param>
/// <param name="AttachSteps">The step at which each LoRA joined; as <c>adapter_timing</c> they make the picture again.</param>
/// <param name="Infotext">The generation parameters in the web UIs' form.</param>
internal sealed record JobImageBody(int Index, string Url, string MediaType, long Seed, int? AttachedAt, IReadOnlyList<int> AttachSteps, string Infotext);

/// <summary>Where the time went, in milliseconds.</summary>
internal sealed record JobTimingsBody(double QueueMs, double AdaptersMs, double EncodeMs, double DenoiseMs, double DecodeMs);

/// <summary>Where to ask on.</summary>
internal sealed record JobUrlsBody(string Self, string Events);

/// <summary>Jobs, the newest first.</summary>
/// <param name="Object">list.</param>
/// <param name="Data">The jobs.</param>
/// <param name="HasMore">Whether there are older ones; <c>before</c> with the last id asks for them.</param>
internal sealed record JobListBody(string Object, IReadOnlyList<JobBody> Data, bool HasMore);
