using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A ControlNet on a device. Owns its weights.</summary>
public sealed class ControlNetModel : IDisposable
{
    private readonly ControlNetBundle _bundle;
    private readonly WeightMemory _memory = new();
    private readonly GraphSession _embed;
    private readonly GraphSession _branch;

    /// <param name="device">Where it runs.</param>
    /// <param name="bundle">The opened folder; this object disposes it.</param>
    public ControlNetModel(Device device, ControlNetBundle bundle)
    {
        _bundle = bundle;
        _embed = device.Load(ControlNetGraphs.Embed(bundle.Config, bundle.Weights), _memory);
        _branch = device.Load(ControlNetGraphs.Branch(bundle.Config, bundle.Weights), _memory);
    }

    public string Name => _bundle.Name;

    /// <summary>Channels of the control image: 3, or 1 for a grey one.</summary>
    public int ConditioningChannels => _bundle.Config.ConditioningChannels;

    /// <summary>Embeds control images [rows, channels, 8h, 8w] in [0, 1]; once per request. The caller disposes the result.</summary>
    public Outputs Embed(OrtValue images, RunOptions options) =>
        _embed.Run(new Dictionary<string, OrtValue> { ["controlnet_cond"] = images }, options);

    /// <summary>One step's residuals.</summary>
    /// <param name="inputs">The same inputs as the UNet's.</param>
    /// <param name="embedding">Embedded control image [rows or 1, C, h, w].</param>
    /// <param name="scale">Conditioning scale [rows or 1, 1, 1, 1].</param>
    /// <param name="options">Carries termination.</param>
    public Residuals Run(UNetInputs inputs, OrtValue embedding, OrtValue scale, RunOptions options)
    {
        var values = inputs.ByName();
        values.Add("embedding", embedding);
        values.Add("conditioning_scale", scale);
        return new Residuals(_branch.Run(values, options));
    }

    public void Dispose()
    {
        _embed.Dispose();
        _branch.Dispose();
        _memory.Dispose();
        _bundle.Dispose();
    }
}
