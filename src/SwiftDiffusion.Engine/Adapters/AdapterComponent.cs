namespace SwiftDiffusion.Engine.Adapters;

/// <summary>The parts of a bundle whose weights an adapter may change.</summary>
public enum AdapterComponent
{
    UNet,

    /// <summary>The only text encoder of SD 1.x and 2.x, the first one of SDXL.</summary>
    TextEncoder,

    /// <summary>The second text encoder of SDXL.</summary>
    TextEncoder2,
}
