namespace SwiftDiffusion.Contracts;

/// <summary>How a given picture is brought to the job's size when its proportions differ.</summary>
public enum PictureFit
{
    /// <summary>Distorted.</summary>
    Stretch,

    /// <summary>Fills the size; what overhangs is cut off evenly.</summary>
    Cover,

    /// <summary>Shown whole, black at the sides.</summary>
    Contain,
}
