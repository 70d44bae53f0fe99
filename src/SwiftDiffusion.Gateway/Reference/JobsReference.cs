using SwiftDiffusion.Gateway.ControlImages;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Status;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of the jobs API and of the lists beside it.</summary>
internal static class JobsReference
{
    private const string JobId = "As the job's id says.";

    public static readonly Described Submit = (Described.Answering<JobBody>(
        "Hand in a job",
        "It outlives the request. With an Idempotency-Key, sending the same body again joins the job, and another body is refused with 422. With "
        + "Prefer: wait=N, N up to 60, the answer is 200 with the ended job if it ends within N seconds.") with
    { Status = StatusCodes.Status202Accepted })
        .WithJson(typeof(JobFieldDescriptions), typeof(PictureFields)).OrStatus(StatusCodes.Status200OK, "The job, which has ended within the time of Prefer.")
        .WithHeader("Idempotency-Key", "1 to 255 characters, new for each job; sent again, it finds the job instead of making another.")
        .WithHeader("Prefer", "wait=N: how many seconds to wait for the end.")
        .MayFail(DescribedFailures.Submission)
        .WithExample("""{"prompt": "a red house", "previews": true, "priority": "normal", "timeout_seconds": 60}""");

    public static readonly Described Get = Described.Answering<JobBody>("One job", "404 when it is not yours, or is forgotten.").WithPath("id", JobId).MayFail(DescribedFailures.Jobs);

    public static readonly Described List = Described.Answering<JobListBody>(
        "The jobs of this API key", "The newest first.")
        .WithQuery("limit", "1 to 100; 20 by itself.").WithQuery("before", "The last id of the list before.").MayFail([400, 401, 503]);

    public static readonly Described Cancel = Described.Answering<JobBody>("Stop a job", "One that has ended is returned as it is.").WithPath("id", JobId).MayFail(DescribedFailures.Jobs);

    public static readonly Described Image = new Described("A picture of a completed job", "404 until the job is completed, and when it is forgotten.")
        .OrAnswering("image/png").OrAnswering("image/jpeg").OrAnswering("image/webp")
        .WithPath("id", JobId).WithPath("index", "From 0, in the order of the seeds.").MayFail(DescribedFailures.Jobs);

    public static readonly Described Events = new Described(
        "What happens to a job, as server-sent events",
        "queued, started, adapter, step, retried, then completed, failed or cancelled with the job. 204 when there is nothing more to tell.")
        .OrAnswering(EventStream.MediaType).WithPath("id", JobId).WithHeader("Last-Event-ID", "The last event that was seen: a lost connection goes on after it.")
        .MayFail(DescribedFailures.Jobs);

    public static readonly Described Status = Described.Answering<StatusBody>("The queue and its workers", "What other API keys have waiting is for operators' keys.").MayFail([401, 503]);

    public static readonly Described NoiseSchedulers = Described.Answering<NoiseSchedulerListBody>("The noise schedulers, with names for people");

    public static readonly Described ControlImages = Described.Answering<ControlImageBody>(
        "What a ControlNet would see of a picture", "The edges, as a PNG in a data URL.").WithJson(typeof(ControlImageFields)).MayFail(DescribedFailures.Body)
        .WithExample("""{"image": "data:image/png;base64,…", "preprocessor": "canny", "low": 100, "high": 200}""");
}
