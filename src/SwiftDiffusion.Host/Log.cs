namespace SwiftDiffusion.Host;

/// <summary>Every log message of the host.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} is ready after {Seconds:0.00} s: {Loras} LoRAs, {ControlNets} ControlNets")]
    public static partial void ModelReady(ILogger logger, string model, double seconds, int loras, int controlNets);

    [LoggerMessage(2, LogLevel.Warning, "An add-on cannot be used: {Problem}")]
    public static partial void AddOnFailed(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Critical, "A model cannot be served: {Problem}")]
    public static partial void ModelFailed(ILogger logger, string problem);
}
