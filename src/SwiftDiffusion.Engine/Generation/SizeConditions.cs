namespace SwiftDiffusion.Engine.Generation;

/// <summary>
/// SDXL's micro-conditions (Podell et al. 2023, section 2.2): the size of the training picture to imitate, where it was cropped, and the size asked for.
/// </summary>
public sealed record SizeConditions((int Height, int Width) Original, (int Top, int Left) Crop, (int Height, int Width) Target)
{
    /// <summary>A picture of that size, uncropped.</summary>
    public static SizeConditions Of(int height, int width) => new((height, width), (0, 0), (height, width));

    /// <summary>The model's six numbers.</summary>
    public float[] ToIds() => [Original.Height, Original.Width, Crop.Top, Crop.Left, Target.Height, Target.Width];
}
