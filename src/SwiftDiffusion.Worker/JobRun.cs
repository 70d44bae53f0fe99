using SwiftDiffusion.Contracts;
using SwiftDiffusion.Queue.Claims;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Worker;

/// <summary>
/// One attempt at a job. Main path: (1) whatever may end it becomes one token, (2) the engine works and its progress is passed on, (3) which token fired says
/// how it ended, (4) the queue is told.
/// </summary>
internal sealed class JobRun(LeasedJob job, IJobEngine engine, TimeProvider time, ILogger logger)
{
    /// <summary>Works on the job until it ends in any way.</summary>
    /// <param name="handBack">Fires when the worker cannot go on.</param>
    public async Task<RunEnd> RunAsync(CancellationToken handBack)
    {
        // 1. One token.
        using var deadline = job.TimeLeft is { } left ? new CancellationTokenSource(left, time) : new CancellationTokenSource();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(job.Stopped, deadline.Token, handBack);
        try
        {
            // 2. The engine.
            await using var relay = new ProgressRelay(job, time, logger);
            return await engine.GenerateAsync(job.Job, relay, any.Token) switch
            {
                GenerationOutcome.Completed completed => new RunEnd.Completed(WithWait(completed.Result)),
                GenerationOutcome.Failed { Failure.Code: FailureCode.Cancelled } => Interrupted(deadline.Token),
                GenerationOutcome.Failed failed => new RunEnd.Failed(failed.Failure),
                var other => throw new InvalidOperationException($"{other} is no outcome."),
            };
        }
        catch (OperationCanceledException)
        {
            return Interrupted(deadline.Token);
        }
        catch (Exception e)
        {
            Log.Crashed(logger, e, $"{job.Id}");
            return new RunEnd.Failed(new JobFailure(FailureCode.Internal, $"The worker failed to make the images. Its log has the cause, under {job.Id}."));
        }
    }

    /// <summary>4. Tells the queue.</summary>
    public async Task SettleAsync(RunEnd end)
    {
        try
        {
            // Without a token: a result that was paid for is worth the wait.
            _ = end switch
            {
                RunEnd.Completed completed => await job.CompleteAsync(completed.Result, CancellationToken.None),
                RunEnd.Failed failed => await job.FailAsync(failed.Failure, CancellationToken.None),
                RunEnd.HandedBack => await job.ReleaseAsync(CancellationToken.None),
                _ => Settlement.Lost,
            };
        }
        catch (StoreUnavailableException e)
        {
            Log.NotSettled(logger, $"{job.Id}", e.Message);
        }
        catch (Exception e)
        {
            // Pictures that cannot be stored, for one. The lease runs out, and another worker may do better.
            Log.Crashed(logger, e, $"{job.Id}");
        }
    }

    /// <summary>3. Which token fired; none of them when the engine itself was ended, which is no fault of the job.</summary>
    private RunEnd Interrupted(CancellationToken deadline) =>
        job.Stopped.IsCancellationRequested ? new RunEnd.Stopped(job.Reason)
        : deadline.IsCancellationRequested ? new RunEnd.Failed(new JobFailure(FailureCode.DeadlineExceeded, "The job was not finished by its deadline."))
        : new RunEnd.HandedBack();

    /// <summary>The engine knows only of waiting for its devices.</summary>
    private GenerationResult WithWait(GenerationResult result) =>
        new(result.Images, result.Timings with { Queue = job.Waited + result.Timings.Queue });
}
