using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>
/// A UNet wherever it runs: the model's own, or one with merged weights. Sequences with the same one may share a batch, and parts of that batch may run on
/// different devices.
/// </summary>
public sealed class UNetReplicas : IDisposable
{
    private readonly Replicas<UNetModel> _replicas;

    /// <param name="config">Architecture.</param>
    /// <param name="weights">Tensors.</param>
    /// <param name="memory">The tensors as ONNX Runtime sees them; its owner keeps it alive.</param>
    /// <param name="sharesPackedWeights">Off for weights of one request's own.</param>
    public UNetReplicas(UNetConfig config, WeightSet weights, WeightMemory memory, bool sharesPackedWeights = true)
    {
        Config = config;
        ParameterCount = weights.Tensors.Sum(weight => weight.Entry.Count);
        _replicas = new Replicas<UNetModel>(device => new UNetModel(device, config, weights, memory, sharesPackedWeights: sharesPackedWeights));
    }

    public UNetConfig Config { get; }

    /// <summary>Parameters of both halves.</summary>
    public long ParameterCount { get; }

    public UNetModel On(Device device) => _replicas.On(device);

    /// <summary>Whether a run on the device would start at once, its sessions being there.</summary>
    public bool IsReadyOn(Device device, bool adapters) => _replicas.AreOn(device) && _replicas.On(device).IsReady(adapters);

    public void Dispose() => _replicas.Dispose();
}
