namespace SwiftDiffusion.Contracts;

/// <summary>The picture an image-to-image or inpainting job starts from. Where a mask keeps it, its own pixels are in the result.</summary>
public sealed record JobSource
{
    /// <param name="image">An encoded image file (PNG, JPEG or WebP).</param>
    /// <param name="strength">Above 0 to 1: the share of the noise levels that is gone through; 1 keeps nothing but what a mask keeps.</param>
    public JobSource(ReadOnlyMemory<byte> image, double strength)
    {
        Image = Require.NotEmpty(image);
        Strength = Require.InRange(strength, double.Epsilon, 1);
    }

    public ReadOnlyMemory<byte> Image { get; }

    public double Strength { get; }

    public PictureFit Fit { get; init; } = PictureFit.Stretch;

    /// <summary>Null repaints the whole picture.</summary>
    public JobMask? Mask { get; init; }

    /// <summary>Without a mask: transparent parts of the picture are the mask. A picture without any is repainted as a whole.</summary>
    public bool IsAlphaTheMask { get; init; }
}
