using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>A ControlNet on a device; <see cref="ControlNetReplicas"/> makes it.</summary>
public sealed class ControlNetModel : IDisposable
{
    private readonly GraphSession _embed;
    private readonly GraphSession _branch;

    /// <param name="device">Where it runs.</param>
    /// <param name="bundle">The opened folder; its owner keeps it open.</param>
    /// <param name="memory">The tensors as ONNX Runtime sees them; its owner keeps it alive.</param>
    internal ControlNetModel(Device device, ControlNetBundle bundle, WeightMemory memory)
    {
        _embed = device.Load(ControlNetGraphs.Embed(bundle.Config, bundle.Weights), memory);
        try
        {
            _branch = device.Load(ControlNetGraphs.Branch(bundle.Config, bundle.Weights), memory);
        }
        catch
        {
            _embed.Dispose();
            throw;
        }
    }

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
    }
}
