namespace SwiftDiffusion.Host.Commands;

/// <summary>A command cannot do what its arguments ask; the message is for the user.</summary>
public sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
