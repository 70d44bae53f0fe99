namespace SwiftDiffusion.Engine.Devices;

/// <summary>A device that was asked for is not there; the message names it and the remedy.</summary>
public sealed class DeviceUnavailableException(string message) : Exception(message);
