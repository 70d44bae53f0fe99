using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Images;

/// <summary>
/// Runs a job until it ends, its client leaves or its deadline passes, and says which. The endpoint's boundary: nothing but an outcome
/// leaves it.
/// </summary>
internal sealed class BoundedGeneration(
    IGenerationService service,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    GatewayTelemetry telemetry,
    ILogger<BoundedGeneration> logger)
{
    public async Task<GenerationOutcome> RunAsync(
        GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken clientGone)
    {
        using var activity = telemetry.StartGeneration(job);
        var timeout = options.Value.GenerationTimeout;
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clientGone, deadline.Token);

        var outcome = await AttemptAsync(job, progress, either.Token);
        bool isCancelled = outcome is GenerationOutcome.Failed { Failure.Code: FailureCode.Cancelled };
        if (isCancelled && deadline.IsCancellationRequested && !clientGone.IsCancellationRequested)
            outcome = new JobFailure(FailureCode.DeadlineExceeded, $"The images were not finished within {timeout}.");

        telemetry.Ended(activity, job, outcome);
        return outcome;
    }

    private async Task<GenerationOutcome> AttemptAsync(
        GenerationJob job, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await service.GenerateAsync(job, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new JobFailure(FailureCode.Cancelled, "The request was cancelled.");
        }
        catch (Exception e)
        {
            Log.GenerationCrashed(logger, e, job.Model);
            return new JobFailure(FailureCode.Internal, "The server failed to make the images. Its log has the cause.");
        }
    }
}
