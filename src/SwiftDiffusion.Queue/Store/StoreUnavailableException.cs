namespace SwiftDiffusion.Queue.Store;

/// <summary>The store did not answer for longer than callers are asked to wait. Nothing is known to be lost: what was asked may or may not have happened.</summary>
public sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
