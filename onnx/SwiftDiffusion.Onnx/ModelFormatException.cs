namespace SwiftDiffusion.Onnx;

/// <summary>
/// The one failure that reading a model, an adapter or a configuration may end in: the file, what is wrong in it
/// (tensor or field), and what was expected instead.
/// </summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
        Problem = problem;
    }

    /// <summary>Path of the offending file or folder.</summary>
    public string File { get; }

    /// <summary>What is wrong, without the path.</summary>
    public string Problem { get; }
}
