namespace SwiftDiffusion.Engine.Images;

/// <summary>The one failure that reading an image may end in. The message says what was found and what is accepted, fit for the sender.</summary>
public sealed class ImageFormatException(string problem) : Exception(problem);
