namespace SwiftDiffusion.Worker;

/// <summary>Every log line of the worker. Prompts are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} is ready for {Slots} jobs at a time after {Seconds:0.00} s")]
    public static partial void Ready(ILogger logger, string worker, int slots, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "{Job} is at attempt {Attempt} of {MaxAttempts}: workers were lost or failed with it before")]
    public static partial void Suspect(ILogger logger, string job, int attempt, int maxAttempts);

    [LoggerMessage(3, LogLevel.Warning, "{Job} is at its last attempt and runs alone")]
    public static partial void Isolated(ILogger logger, string job);

    [LoggerMessage(4, LogLevel.Information, "{Job} ended as {Outcome} after {Seconds:0.00} s")]
    public static partial void Ended(ILogger logger, string job, string outcome, double seconds);

    [LoggerMessage(5, LogLevel.Error, "{Job} failed in a way nobody foresaw")]
    public static partial void Crashed(ILogger logger, Exception exception, string job);

    [LoggerMessage(6, LogLevel.Warning, "{Job}: the store is away, so nobody hears how it ended; its lease will run out: {Reason}")]
    public static partial void NotSettled(ILogger logger, string job, string reason);

    [LoggerMessage(7, LogLevel.Error, "The engine is started anew, since {Job} ended as {Outcome}: {Reason}")]
    public static partial void Restarting(ILogger logger, string job, string outcome, string reason);

    [LoggerMessage(8, LogLevel.Information, "Draining: {Running} jobs have {Timeout} to finish, nothing new is claimed")]
    public static partial void Draining(ILogger logger, int running, TimeSpan timeout);

    [LoggerMessage(9, LogLevel.Warning, "{Count} jobs did not finish in time and are handed back")]
    public static partial void HandingBack(ILogger logger, int count);

    [LoggerMessage(10, LogLevel.Warning, "A heartbeat did not reach the store: {Reason}")]
    public static partial void HeartbeatLost(ILogger logger, string reason);

    [LoggerMessage(11, LogLevel.Warning, "No job could be claimed, the store is away: {Reason}")]
    public static partial void ClaimFailed(ILogger logger, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Progress of {Job} is not reported: {Reason}")]
    public static partial void ProgressLost(ILogger logger, string job, string reason);

    [LoggerMessage(13, LogLevel.Critical, "The worker failed")]
    public static partial void WorkerCrashed(ILogger logger, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "{Count} jobs could not be handed back; they are tried again when their leases are over")]
    public static partial void NotHandedBack(ILogger logger, int count);

    [LoggerMessage(15, LogLevel.Warning, "Registered add-ons are not known, the store is away: {Reason}")]
    public static partial void AddOnsUnknown(ILogger logger, string reason);

    [LoggerMessage(16, LogLevel.Information, "Add-on {Name}: {Outcome}, after {Seconds:0.00} s")]
    public static partial void AddOnChecked(ILogger logger, string name, string outcome, double seconds);

    [LoggerMessage(17, LogLevel.Error, "Looking at add-on {Name} failed")]
    public static partial void AddOnCrashed(ILogger logger, Exception exception, string name);
}
