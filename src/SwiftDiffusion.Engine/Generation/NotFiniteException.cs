namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// A run ended in numbers that are no picture, NaN or infinite. The weights of the model or of an adapter hold such values, or the request's scales
/// drive the computation out of range.
/// </summary>
public sealed class NotFiniteException(string message) : Exception(message);
