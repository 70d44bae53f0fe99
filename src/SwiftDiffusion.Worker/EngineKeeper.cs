using System.Diagnostics.CodeAnalysis;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Worker;

/// <summary>
/// Knows whether the engine should be started anew. Every start has a number, so that jobs that fail together, or late, cause one restart.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing; whoever has its token may still look at it.")]
internal sealed class EngineKeeper(IJobEngine engine, WorkerTelemetry telemetry, ILogger logger)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _broken = new();

    /// <summary>Starts so far.</summary>
    public int Start { get; private set; }

    /// <summary>Fires when the present start is over.</summary>
    public CancellationToken Broken
    {
        get
        {
            lock (_lock)
                return _broken.Token;
        }
    }

    /// <summary>Starts the engine, for the first time or anew.</summary>
    /// <exception cref="EngineStartException">It cannot be started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(cancellationToken);
        lock (_lock)
        {
            if (Start++ > 0)
                telemetry.Restarted();
            _broken = new CancellationTokenSource();
        }
    }

    /// <summary>
    /// What a failure that the engine does not survive means for its job. A lost device is tried again. So is a lack of memory that other jobs had a part
    /// in; alone on the devices it would only repeat.
    /// </summary>
    public static JobFailure Blame(JobFailure failure, bool wasAlone) => failure.Code == FailureCode.OutOfMemory && !wasAlone
        ? new JobFailure(FailureCode.DeviceLost, $"{failure.Message} Other jobs shared the device; the job is tried again.")
        : failure;

    /// <summary>Whether an engine should be started anew after this.</summary>
    public static bool IsFatal(FailureCode code) => code is FailureCode.DeviceLost or FailureCode.OutOfMemory;

    /// <summary>A job failed in a way that the engine of the given start does not survive.</summary>
    public void Report(int start, string job, JobFailure failure)
    {
        lock (_lock)
        {
            if (start != Start || _broken.IsCancellationRequested)
                return;
            Log.Restarting(logger, job, failure.Code.Tag(), failure.Message);
            // Never on the caller's thread: who waits for it may do so under locks of its own.
            _ = _broken.CancelAsync();
        }
    }
}
