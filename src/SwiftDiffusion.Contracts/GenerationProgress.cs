namespace SwiftDiffusion.Contracts;

/// <summary>
/// What happens to a job before its outcome, in this order for each image: it is started, it moves on step by step, now and then it can be
/// seen. Reports may be lost; the outcome does not depend on them. Closed.
/// </summary>
public abstract record GenerationProgress
{
    private GenerationProgress()
    {
    }

    /// <summary>A device works on the job.</summary>
    public sealed record Started : GenerationProgress;

    /// <summary>An image has made some of its steps.</summary>
    /// <param name="Image">Index of the image in the job.</param>
    /// <param name="Step">Steps made, 1..<paramref name="Steps"/>.</param>
    /// <param name="Steps">Steps this image takes; below full strength fewer than were asked for.</param>
    public sealed record Stepped(int Image, int Step, int Steps) : GenerationProgress;

    /// <summary>What an image looks like so far.</summary>
    /// <param name="Image">Index of the image in the job.</param>
    /// <param name="Index">0, 1, … among the previews of this image.</param>
    /// <param name="Content">An encoded file in the job's output format.</param>
    public sealed record Previewed(int Image, int Index, ReadOnlyMemory<byte> Content) : GenerationProgress;

    /// <summary>An adapter is on its way from where it lies.</summary>
    /// <param name="Adapter">Its name in the request.</param>
    /// <param name="Fraction">0..1 of its bytes; null when its store does not say how many there are.</param>
    public sealed record AdapterLoading(string Adapter, double? Fraction) : GenerationProgress;

    /// <summary>An adapter joined an image.</summary>
    /// <param name="Adapter">Its name in the request.</param>
    /// <param name="Image">Index of the image in the job.</param>
    /// <param name="Step">Steps made without it; 0 from the start.</param>
    public sealed record AdapterAttached(string Adapter, int Image, int Step) : GenerationProgress;
}
