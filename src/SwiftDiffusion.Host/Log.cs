namespace SwiftDiffusion.Host;

/// <summary>Every log message of the host.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} ({Kind}, {Loras} LoRAs, {ControlNets} ControlNets) is warm after {Seconds:0.00} s")]
    public static partial void ModelReady(ILogger logger, string model, string kind, int loras, int controlNets, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "An add-on cannot be used: {Problem}")]
    public static partial void AddOnFailed(ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Information, "Listening on {Address} as {Role}")]
    public static partial void Listening(ILogger logger, string address, string role);

    [LoggerMessage(4, LogLevel.Information, "Ready after {Seconds:0.00} s")]
    public static partial void Ready(ILogger logger, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Stopping: running requests are finished, new ones refused")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(6, LogLevel.Error, "A device failed")]
    public static partial void DeviceFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Information, "Jobs and pictures are kept in memory only; --data DIR keeps them from one start to the next")]
    public static partial void NothingIsKept(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The queue's figures are not known, the store is away: {Reason}")]
    public static partial void FiguresUnknown(ILogger logger, string reason);

    [LoggerMessage(9, LogLevel.Information, "{Models} on {Devices}, {Slots} jobs at a time")]
    public static partial void Models(ILogger logger, string models, string devices, int slots);

    [LoggerMessage(10, LogLevel.Warning, "{What} failed and was done without")]
    public static partial void EngineTrouble(ILogger logger, string what, Exception failure);

    [LoggerMessage(11, LogLevel.Information, "Emulated devices kept {Count} waits of {Planned:0.0} s in all with an error of {Error:0.0 %}, a single one with {Deviation:0.0 %}; the process took {Share:0.0 %} of {Cores} cores")]
    public static partial void Emulated(ILogger logger, long count, double planned, double error, double deviation, double share, int cores);

    [LoggerMessage(12, LogLevel.Information, "Model {Model} was removed; its last job has ended and it is closed")]
    public static partial void ModelGone(ILogger logger, string model);
}
