using SwiftDiffusion.Engine.Devices;

namespace SwiftDiffusion.Host;

/// <summary>Every log message of the host.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} ({Kind}, {Loras} LoRAs, {ControlNets} ControlNets) is warm after {Seconds:0.00} s")]
    public static partial void ModelReady(ILogger logger, string model, string kind, int loras, int controlNets, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "An add-on cannot be used: {Problem}")]
    public static partial void AddOnFailed(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Information, "Listening on {Address} with {Models} on {Devices}")]
    public static partial void Listening(ILogger logger, string address, string models, DeviceGroup devices);

    [LoggerMessage(4, LogLevel.Information, "Ready after {Seconds:0.00} s")]
    public static partial void Ready(ILogger logger, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Stopping: running requests are finished, new ones refused")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "{What} failed and was done without")]
    public static partial void EngineTrouble(ILogger logger, string what, Exception failure);
}
