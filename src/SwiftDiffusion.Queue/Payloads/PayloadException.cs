namespace SwiftDiffusion.Queue.Payloads;

/// <summary>What the store holds is not what this version writes.</summary>
internal sealed class PayloadException(string message, Exception? inner = null) : Exception(message, inner);
