using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>The one object by which every route shows a job. Members without a value are null, never absent; instants are seconds since 1970.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Object">job.</param>
/// <param name="Status">queued, running, completed, failed or cancelled.</param>
/// <param name="CreatedAt">When it was accepted, in seconds since 1970.</param>
/// <param name="Model">The model that draws it.</param>
/// <param name="Priority">low, normal or high.</param>
/// <param name="Position">Its place in line, from 1; null once a worker has it.</param>
/// <param name="EstimatedWaitSeconds">How long until a worker takes it, by what jobs of this model took lately; null when nobody can say.</param>
/// <param name="Attempts">How often a worker has begun on it.</param>
/// <param name="Worker">The worker that has it, or had it last.</param>
/// <param name="StartedAt">When a worker took it last, in seconds since 1970.</param>
/// <param name="FinishedAt">When it ended, in seconds since 1970.</param>
/// <param name="ExpiresAt">Until when the job and its pictures are kept, in seconds since 1970.</param>
/// <param name="Progress">The latest step of a running job.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Images">The pictures of a completed job.</param>
/// <param name="Timings">Where the time of a completed job went.</param>
/// <param name="Urls">Where to ask on.</param>
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
/// <param name="Image">Which of its pictures, from 0.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
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
/// <param name="QueueMs">Waiting for a worker, and for a place on its device.</param>
/// <param name="AdaptersMs">Waiting for LoRAs.</param>
/// <param name="EncodeMs">Prompts, control images and pictures to start from.</param>
/// <param name="DenoiseMs">The steps.</param>
/// <param name="DecodeMs">From latents to files.</param>
internal sealed record JobTimingsBody(double QueueMs, double AdaptersMs, double EncodeMs, double DenoiseMs, double DecodeMs);

/// <summary>Where to ask on.</summary>
/// <param name="Self">This job.</param>
/// <param name="Events">What happens to it, as server-sent events.</param>
internal sealed record JobUrlsBody(string Self, string Events);

/// <summary>Jobs, the newest first.</summary>
/// <param name="Object">list.</param>
/// <param name="Data">The jobs.</param>
/// <param name="HasMore">Whether there are older ones; <c>before</c> with the last id asks for them.</param>
internal sealed record JobListBody(string Object, IReadOnlyList<JobBody> Data, bool HasMore);
