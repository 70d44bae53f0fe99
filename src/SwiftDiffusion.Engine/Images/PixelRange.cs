namespace SwiftDiffusion.Engine.Images;

/// <summary>The interval that 0..255 becomes in a tensor.</summary>
public enum PixelRange
{
    /// <summary>[0,1]: control images.</summary>
    ZeroToOne,

    /// <summary>[-1,1]: what the VAE reads and writes.</summary>
    MinusOneToOne,
}
