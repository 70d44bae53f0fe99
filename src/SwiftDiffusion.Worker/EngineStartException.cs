namespace SwiftDiffusion.Worker;

/// <summary>An engine cannot be started: a model or a device is not to be had. The message is for the operator.</summary>
public sealed class EngineStartException(string message, Exception inner) : Exception(message, inner);
