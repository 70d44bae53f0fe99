namespace SwiftDiffusion.Engine.Devices;

/// <summary>What a device does first when several things wait for it: whatever lets a request finish or begin goes before another step of a running one.</summary>
public enum WorkPriority
{
    /// <summary>Latents to pixels: the request is done after it.</summary>
    Decode,

    /// <summary>Prompts, control images and source pictures: the request cannot begin without it.</summary>
    Encode,

    /// <summary>A ControlNet's residuals, which a UNet on another device waits for.</summary>
    Branch,

    /// <summary>One step of a batch.</summary>
    Step,
}
