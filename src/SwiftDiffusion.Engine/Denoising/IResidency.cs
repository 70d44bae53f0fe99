using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Which devices have which ControlNets. Thread-safe; nothing here waits.</summary>
public interface IResidency
{
    /// <summary>Whether a run would start at once.</summary>
    bool IsHeld(ControlNetReplicas net, Device device);

    /// <summary>Keeps a ControlNet on a device until the result is disposed; null when it is not there.</summary>
    IDisposable? TryUse(ControlNetReplicas net, Device device);

    /// <summary>A step would have ended earlier with the ControlNet on that device: a hint to load it there, beside the running steps.</summary>
    void Want(ControlNetReplicas net, Device device);

    /// <summary>A step would have ended earlier with the UNet on that device.</summary>
    void Want(UNetReplicas unet, Device device, bool adapters);
}
