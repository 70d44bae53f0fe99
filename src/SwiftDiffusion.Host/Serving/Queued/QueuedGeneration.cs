using System.Diagnostics;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Jobs;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Serving.Queued;

/// <summary>
/// Has the queue's workers make the pictures of a request. Main path: (1) hand the job in, (2) follow its events, (3) fetch the pictures; a client that leaves
/// cancels it.
/// </summary>
internal sealed class QueuedGeneration(
    JobQueue jobs, JobEvents events, FleetWatch fleet, IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, TimeProvider time) : IGenerationService
{
    private const string Anonymous = "anonymous";
    private static readonly Readiness Stopping = Readiness.NotReady("shutting down");
    private static readonly JobFailure StoreAway = new(FailureCode.NotReady, "The queue's store does not answer.");

    public IReadOnlyList<ModelInfo> Models => fleet.Models;

    public Readiness Readiness => lifetime.ApplicationStopping.IsCancellationRequested ? Stopping : fleet.Readiness;

    public async Task<GenerationOutcome> GenerateAsync(GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var submission = new JobSubmission
        {
            Id = JobId.At(time.GetUtcNow()),
            Job = job,
            ApiKeyId = Anonymous,
            // Should this process end before it can cancel the job.
            TotalTimeout = options.Value.GenerationTimeout,
            TraceParent = Activity.Current?.Id,
        };
        try
        {
            // 1. Hand in.
            return await jobs.EnqueueAsync(submission, cancellationToken).ConfigureAwait(false) is Admission.Accepted
                ? await FollowAsync(submission.Id, progress, cancellationToken).ConfigureAwait(false)
                : new JobFailure(FailureCode.Overloaded, "Too many jobs wait.");
        }
        catch (StoreUnavailableException)
        {
            return StoreAway;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await jobs.CancelAsync(submission.Id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<GenerationOutcome> FollowAsync(JobId id, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        // 2. Events.
        int[] previews = new int[JobLimits.MaxImages];
        await foreach (var happened in events.WatchAsync(id, 0, cancellationToken).ConfigureAwait(false))
        {
            switch (happened)
            {
                case JobEvent.Started:
                    progress?.Report(new GenerationProgress.Started());
                    break;
                case JobEvent.Stepped step:
                    progress?.Report(new GenerationProgress.Stepped(step.Image, step.Step, step.Steps));
                    if (step.Preview is { } preview)
                        progress?.Report(new GenerationProgress.Previewed(step.Image, previews[step.Image]++, preview.Content));
                    break;
                case JobEvent.Failed failed:
                    return failed.Failure;
                case JobEvent.Cancelled:
                    return new JobFailure(FailureCode.Cancelled, "The job was cancelled.");
                case JobEvent.Completed:
                    // 3. Pictures.
                    if (await jobs.FindResultAsync(id, cancellationToken).ConfigureAwait(false) is { } result)
                        return result;
                    break;
            }
        }

        return new JobFailure(FailureCode.Internal, "The pictures are no longer there.");
    }
}
