namespace SwiftDiffusion.Engine.Images;

/// <summary>What to do when the proportions differ.</summary>
public enum ResizeMode
{
    /// <summary>Distort; A1111's "Just Resize".</summary>
    Stretch,

    /// <summary>Fill the target and cut off what overhangs, evenly on both sides; "Crop and Resize".</summary>
    Cover,

    /// <summary>Show everything and leave opaque black at the sides: no edge for a control image, nothing to repaint for a mask; "Resize and Fill".</summary>
    Contain,
}
