namespace SwiftDiffusion.Engine.Images;

/// <summary>The part of an axis that is shown, in source pixels; its ends need not be whole. Single precision, as Pillow has its boxes.</summary>
internal readonly record struct AxisRange(float Start, float End)
{
    /// <summary>The middle <paramref name="length"/> of <paramref name="whole"/> pixels.</summary>
    public static AxisRange Centred(int whole, double length) => new((float)((whole - length) / 2), (float)((whole + length) / 2));
}
