using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Errors;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>What the queue knows of a job in the API's form.</summary>
internal static class JobBodies
{
    public const string Route = "/v1/jobs";

    public static JobBody Of(JobSnapshot job) => new(
        $"{job.Id}",
        "job",
        Word(job.State),
        Seconds(job.Submitted),
        job.Model,
        Word(job.Priority),
        job.Position,
        job.EstimatedWait?.TotalSeconds,
        job.Attempts,
        job.WorkerId,
        Seconds(job.Started),
        Seconds(job.Finished),
        Seconds(job.Expires),
        job.Progress is JobEvent.Stepped step ? new JobProgressBody(step.Image, step.Step, step.Steps) : null,
        job.Failure is { } failure ? ErrorOf(failure) : null,
        [.. (job.Result?.Pictures ?? []).Select((picture, index) => Picture(job.Id, picture, index))],
        job.Result is { } result ? Timings(result.Timings) : null,
        new JobUrlsBody(UrlOf(job.Id), $"{UrlOf(job.Id)}/events"));

    public static string UrlOf(JobId id) => $"{Route}/{id}";

    public static ErrorBody ErrorOf(JobFailure failure) => ProblemWriter.ErrorOf(ApiProblem.From(failure));

    public static string Word(JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Completed => "completed",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static string Word(JobPriority priority) => JobRequestParser.Priorities.Single(word => word.Meaning == priority).Word;

    private static JobImageBody Picture(JobId id, PictureSummary picture, int index) => new(
        index, $"{UrlOf(id)}/images/{index}", picture.MediaType, picture.Seed, picture.AttachedAt.IsEmpty ? null : picture.AttachedAt.Max(), picture.AttachedAt,
        picture.Infotext);

    private static JobTimingsBody Timings(GenerationTimings timings) => new(
        timings.Queue.TotalMilliseconds, timings.Adapters.TotalMilliseconds, timings.Encode.TotalMilliseconds, timings.Denoise.TotalMilliseconds,
        timings.Decode.TotalMilliseconds);

    private static double Seconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds() / 1000.0;

    private static double? Seconds(DateTimeOffset? instant) => instant is { } value ? Seconds(value) : null;
}
