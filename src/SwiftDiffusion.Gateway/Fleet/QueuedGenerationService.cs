using System.Diagnostics;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Gateway.Fleet;

/// <summary>
/// Has the queue's workers make the pictures of requests whose clients wait.
/// <list type="number">
/// <item>hand the job in, on behalf of the request's API key</item>
/// <item>follow its events and pass them on</item>
/// <item>fetch the pictures, or tell why there are none</item>
/// <item>a client that leaves, or a time limit that passes, cancels the job; when the server stops, the client is told to ask again</item>
/// </list>
/// </summary>
internal sealed class QueuedGenerationService(
    JobQueue jobs,
    JobEvents events,
    FleetWatch fleet,
    IHttpContextAccessor requests,
    DrainDeadline drain,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<QueuedGenerationService> logger) : IGenerationService
{
    private static readonly Readiness Stopping = Readiness.NotReady("shutting down");

    public IReadOnlyList<ModelInfo> Models => fleet.View.Models;

    public Readiness Readiness => drain.Stopping.IsCancellationRequested ? Stopping : fleet.View.Readiness;

    public Readiness Intake => drain.Stopping.IsCancellationRequested ? Stopping : fleet.View.Intake;

    public async Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var submission = SubmissionOf(job);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Passed);
        try
        {
            // 1. Hand in.
            var admission = await jobs.EnqueueAsync(submission, either.Token);
            if (Refusals.Of(admission) is { } refusal)
                return refusal;

            // 2. and 3.
            return await FollowAsync(submission.Id, progress, either.Token);
        }
        catch (StoreUnavailableException)
        {
            return Refusals.NoStore;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // 4. Cancel; also when it is not known whether it was accepted.
            await CancelAsync(submission.Id);
            cancellationToken.ThrowIfCancellationRequested();
            return Refusals.Stopping;
        }
    }

    private JobSubmission SubmissionOf(GenerationJob job)
    {
        var key = requests.HttpContext is { } context ? ApiKey.Of(context) : ApiKey.Anonymous;
        return new JobSubmission
        {
            Id = JobId.At(time.GetUtcNow()),
            Job = job,
            ApiKeyId = key.Id,
            Limits = key.Limits,
            Priority = key.Priority,
            // Should this process end before it can cancel the job.
            TotalTimeout = options.Value.GenerationTimeout,
            TraceParent = Activity.Current?.Id,
        };
    }

    private async Task<GenerationOutcome> FollowAsync(JobId id, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var reports = new ProgressReports(progress);
        await foreach (var happened in events.WatchAsync(id, 0, cancellationToken))
        {
            switch (happened)
            {
                case JobEvent.Completed:
                    return await jobs.FindResultAsync(id, cancellationToken) is { } result
                        ? result
                        : new JobFailure(FailureCode.Internal, "The pictures are no longer there.");
                case JobEvent.Failed { Failure: var failure }:
                    return failure;
                case JobEvent.Cancelled:
                    return new JobFailure(FailureCode.Cancelled, "The job was cancelled.");
                default:
                    reports.Pass(happened);
                    break;
            }
        }

        return new JobFailure(FailureCode.Internal, "The queue forgot the job before its end was seen.");
    }

    private async Task CancelAsync(JobId id)
    {
        try
        {
            await jobs.CancelAsync(id, CancellationToken.None);
        }
        catch (StoreUnavailableException e)
        {
            // Its time limit ends it, and nobody waits for it.
            Log.CancellationFailed(logger, $"{id}", e.Message);
        }
    }
}
