namespace SwiftDiffusion.Queue;

/// <summary>Every log line of the queue. Prompts and API keys are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Connection to the store at {EndPoint} is lost: {Failure}")]
    public static partial void StoreLost(ILogger logger, Exception? exception, string endPoint, string failure);

    [LoggerMessage(2, LogLevel.Information, "Connection to the store at {EndPoint} is back")]
    public static partial void StoreBack(ILogger logger, string endPoint);

    [LoggerMessage(3, LogLevel.Debug, "The store did not answer {Script}, asking again: {Reason}")]
    public static partial void StoreAskedAgain(ILogger logger, string script, string reason);

    [LoggerMessage(4, LogLevel.Information, "Embedded store is open at {EndPoint}, {Durability}")]
    public static partial void StoreOpened(ILogger logger, string endPoint, string durability);

    [LoggerMessage(5, LogLevel.Warning, "Lease of {Job} is lost, attempt {Attempt}: {Reason}")]
    public static partial void LeaseLost(ILogger logger, string job, int attempt, string reason);

    [LoggerMessage(6, LogLevel.Error, "Payload of {Job} cannot be read")]
    public static partial void PayloadUnreadable(ILogger logger, Exception exception, string job);

    [LoggerMessage(7, LogLevel.Warning, "{Retried} lost jobs wait again, {Dead} are dead letters, {Overdue} are overdue")]
    public static partial void TimeRanOut(ILogger logger, int retried, int dead, int overdue);

    [LoggerMessage(8, LogLevel.Error, "Maintenance failed and will be tried again")]
    public static partial void MaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The lease of {Job} could not be renewed: {Reason}")]
    public static partial void RenewalFailed(ILogger logger, string job, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Maintenance waits for the store: {Reason}")]
    public static partial void MaintenanceDeferred(ILogger logger, string reason);
}
