using SwiftDiffusion.Gateway.ControlImages;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Models;
using SwiftDiffusion.Gateway.Status;

namespace SwiftDiffusion.Gateway.Reference;

/// <summary>What the reference says of the jobs API and of the lists beside it.</summary>
internal static class JobsReference
{
    public static readonly Described Submit = (Described.Answering<JobBody>(
        "Hand in a job",
        "It outlives the request. With an Idempotency-Key, sending the same body again joins the job, and another body is refused with 422. With "
        + "Prefer: wait=N, N up to 60, the answer is 200 with the ended job if it ends within N seconds.") with
    { Status = StatusCodes.Status202Accepted })
        .WithJson(typeof(JobFieldDescriptions), typeof(PictureFields));

    public static readonly Described Get = Described.Answering<JobBody>("One job", "404 when it is not yours, or is forgotten.");

    public static readonly Described List = Described.Answering<JobListBody>(
        "The jobs of this API key", "The newest first. limit, 1 to 100, is 20 by itself; before=ID goes on after the last of a list.");

    public static readonly Described Cancel = Described.Answering<JobBody>("Stop a job", "One that has ended is returned as it is.");

    public static readonly Described Image = new Described("A picture of a completed job", "404 until the job is completed, and when it is forgotten.")
        .OrAnswering("image/png").OrAnswering("image/jpeg").OrAnswering("image/webp");

    public static readonly Described Events = new Described(
        "What happens to a job, as server-sent events",
        "queued, started, adapter, step, retried, then completed, failed or cancelled with the job. Last-Event-ID takes up a lost connection; 204 when there "
        + "is nothing more to tell.")
        .OrAnswering(EventStream.MediaType);

    public static readonly Described Status = Described.Answering<StatusBody>("The queue and its workers", "What other API keys have waiting is for operators' keys.");

    public static readonly Described NoiseSchedulers = Described.Answering<NoiseSchedulerListBody>("The noise schedulers, with names for people");

    public static readonly Described ControlImages = Described.Answering<ControlImageBody>(
        "What a ControlNet would see of a picture", "The edges, as a PNG in a data URL.").WithJson(typeof(ControlImageFields));
}
