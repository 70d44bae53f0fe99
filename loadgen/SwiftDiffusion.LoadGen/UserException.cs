namespace SwiftDiffusion.LoadGen;

/// <summary>What was asked cannot be done as asked; the message is for the user and names the remedy.</summary>
public sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);
