namespace SwiftDiffusion.Engine.Adapters;

/// <summary>How a target uses its weight; linear and pointwise targets can take an adapter as graph inputs.</summary>
public enum TargetKind
{
    /// <summary>Weight [out, in].</summary>
    Linear,

    /// <summary>A 1x1 convolution, weight [out, in, 1, 1]: a linear layer per pixel.</summary>
    Pointwise,

    /// <summary>Weight [out, in, height, width]; an adapter on it is merged into the weight.</summary>
    Convolution,
}
