namespace SwiftDiffusion.Contracts;

/// <summary>One ControlNet branch that a job asks for: which network, the picture that steers it, and when it acts.</summary>
public sealed record ControlNetReference
{
    /// <param name="name">One of <see cref="ModelInfo.ControlNets"/>.</param>
    /// <param name="image">An encoded image file (PNG, JPEG or WebP).</param>
    /// <param name="preprocessor">What makes the control image out of it.</param>
    /// <param name="conditioningScale">Factor on the branch's residuals.</param>
    /// <param name="start">Fraction 0..1 of the steps at which the branch begins to act.</param>
    /// <param name="end">Fraction 0..1 at which it stops; not before <paramref name="start"/>.</param>
    public ControlNetReference(
        string name, ReadOnlyMemory<byte> image, ControlPreprocessor preprocessor, double conditioningScale, double start, double end)
    {
        Name = Require.Name(name);
        Image = Require.NotEmpty(image);
        Preprocessor = preprocessor;
        ConditioningScale = Require.Finite(conditioningScale);
        Start = Require.InRange(start, 0, 1);
        End = Require.InRange(end, start, 1);
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> Image { get; }

    public ControlPreprocessor Preprocessor { get; }

    public double ConditioningScale { get; }

    public double Start { get; }

    public double End { get; }

    /// <summary>How the picture is brought to the job's size.</summary>
    public PictureFit Fit { get; init; } = PictureFit.Stretch;

    /// <summary>For <see cref="ControlPreprocessor.Canny"/>.</summary>
    public CannyThresholds Canny { get; init; } = CannyThresholds.Default;
}
