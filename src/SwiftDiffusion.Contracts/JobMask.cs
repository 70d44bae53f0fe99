namespace SwiftDiffusion.Contracts;

/// <summary>Where a source picture is repainted. A mask of another size than its picture is stretched to it first.</summary>
public sealed record JobMask
{
    /// <param name="image">An encoded image file (PNG, JPEG or WebP).</param>
    /// <param name="polarity">Which part of it means "repaint".</param>
    public JobMask(ReadOnlyMemory<byte> image, MaskPolarity polarity)
    {
        Image = Require.NotEmpty(image);
        Polarity = polarity;
    }

    public ReadOnlyMemory<byte> Image { get; }

    public MaskPolarity Polarity { get; }

    /// <summary>Standard deviation in pixels, 0..<see cref="JobLimits.MaxMaskBlur"/>, of the fade between kept and repainted pixels.</summary>
    public double Blur { get; init => field = Require.InRange(value, 0, JobLimits.MaxMaskBlur); }

    public MaskFill Fill { get; init; } = MaskFill.Original;

    /// <summary>
    /// Null repaints within the whole picture. A number repaints the masked area alone, with so many pixels around it, at the job's full
    /// size, and puts it back; the result then has the source picture's size.
    /// </summary>
    public int? AreaPadding { get; init => field = value is { } pixels ? Require.InRange(pixels, 0, JobLimits.MaxAreaPadding) : null; }
}
