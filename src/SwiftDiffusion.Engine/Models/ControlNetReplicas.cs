using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A ControlNet on whichever devices run it. Its weights are in the host's memory once; each device has sessions over them.</summary>
public sealed class ControlNetReplicas : IDisposable
{
    private readonly ControlNetBundle _bundle;
    private readonly WeightMemory _memory = new();
    private readonly Replicas<ControlNetModel> _replicas;

    /// <param name="bundle">The opened folder; this object disposes it.</param>
    public ControlNetReplicas(ControlNetBundle bundle)
    {
        _bundle = bundle;
        ParameterCount = bundle.Weights.Tensors.Sum(weight => weight.Entry.Count);
        _replicas = new Replicas<ControlNetModel>(device => new ControlNetModel(device, bundle, _memory));
    }

    public string Name => _bundle.Name;

    /// <summary>Channels of the control image: 3, or 1 for a grey one.</summary>
    public int ConditioningChannels => _bundle.Config.ConditioningChannels;

    public long ParameterCount { get; }

    /// <summary>Memory that its weights take where it runs, in single precision.</summary>
    public long SizeBytes => ParameterCount * sizeof(float);

    /// <summary>The ControlNet on a device; puts it there if it is not.</summary>
    public ControlNetModel On(Device device) => _replicas.On(device);

    /// <summary>Whether a run on the device would start at once.</summary>
    public bool AreOn(Device device) => _replicas.AreOn(device);

    /// <summary>Takes it off a device; nobody may be running it there.</summary>
    public void RemoveFrom(Device device) => _replicas.RemoveFrom(device);

    public void Dispose()
    {
        _replicas.Dispose();
        _memory.Dispose();
        _bundle.Dispose();
    }
}
