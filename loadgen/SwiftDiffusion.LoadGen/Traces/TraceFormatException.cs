namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>A trace cannot be read. The message has the file, the place, what was found and what was expected.</summary>
public sealed class TraceFormatException(string file, string place, string problem, Exception? inner = null)
    : Exception($"{file}, {place}: {problem}", inner);
