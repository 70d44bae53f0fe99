namespace SwiftDiffusion.Gateway;

/// <summary>Every log line of the gateway. Prompts and API keys are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Request {RequestId}: the client went away")]
    public static partial void ClientGone(ILogger logger, string requestId);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId} crashed")]
    public static partial void RequestCrashed(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3, LogLevel.Error, "Generation with model {Model} crashed")]
    public static partial void GenerationCrashed(ILogger logger, Exception exception, string model);

    [LoggerMessage(4, LogLevel.Information, "Request {RequestId} refused: {Code} {Field}, {ProblemCount} problem(s)")]
    public static partial void RequestRefused(ILogger logger, string requestId, string code, string? field, int problemCount);

    [LoggerMessage(5, LogLevel.Warning, "Request {RequestId} failed: {Code}: {Reason}")]
    public static partial void GenerationFailed(ILogger logger, string requestId, string code, string reason);

    [LoggerMessage(
        6,
        LogLevel.Information,
        "Request {RequestId}: {ImageCount} image(s) with {Model}, {InferenceSteps} steps, denoised in {DenoiseMs:0} ms")]
    public static partial void Generated(
        ILogger logger, string requestId, int imageCount, string model, int inferenceSteps, double denoiseMs);

    [LoggerMessage(7, LogLevel.Warning, "The queue's store does not answer: {Reason}")]
    public static partial void StoreGone(ILogger logger, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{Job} could not be cancelled for a client that left: {Reason}")]
    public static partial void CancellationFailed(ILogger logger, string job, string reason);

    [LoggerMessage(9, LogLevel.Information, "Request {RequestId} has no valid API key")]
    public static partial void KeyRefused(ILogger logger, string requestId);

    [LoggerMessage(10, LogLevel.Information, "Webhook of {Job} is delivered at attempt {Attempt}")]
    public static partial void WebhookDelivered(ILogger logger, string job, int attempt);

    [LoggerMessage(11, LogLevel.Warning, "Webhook of {Job} failed at attempt {Attempt}, next in {Pause}: {Reason}")]
    public static partial void WebhookFailed(ILogger logger, string job, int attempt, TimeSpan pause, string reason);

    [LoggerMessage(12, LogLevel.Warning, "Webhook of {Job} is given up after attempt {Attempt}: {Reason}")]
    public static partial void WebhookGivenUp(ILogger logger, string job, int attempt, string reason);

    [LoggerMessage(13, LogLevel.Error, "Looking for webhooks to send failed and will be tried again")]
    public static partial void WebhooksFailed(ILogger logger, Exception exception);

    [LoggerMessage(14, LogLevel.Information, "The {Kind} {Name} is registered by {Key}")]
    public static partial void AddOnRegistered(ILogger logger, string kind, string name, string key);
}
