namespace SwiftDiffusion.Gateway;

/// <summary>Every log line of the gateway. Prompts are never logged.</summary>
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
}
