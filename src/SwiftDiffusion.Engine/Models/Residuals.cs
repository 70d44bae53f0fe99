using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Models;

/// <summary>What ControlNet branches add to the UNet's skips and middle; several branches sum.</summary>
public sealed class Residuals : IDisposable
{
    private readonly Outputs _outputs;

    internal Residuals(Outputs outputs) => _outputs = outputs;

    /// <summary>Adds another branch's residuals to these, in place.</summary>
    public void Add(Residuals other)
    {
        foreach (string name in _outputs.Names)
        {
            var sum = _outputs[name].GetTensorMutableDataAsSpan<float>();
            TensorPrimitives.Add(sum, other._outputs.Floats(name), sum);
        }
    }

    /// <summary>Names every residual as an input of "unet.up".</summary>
    public void Bind(Dictionary<string, OrtValue> inputs)
    {
        foreach (string name in _outputs.Names)
            inputs.Add(name, _outputs[name]);
    }

    /// <summary>A residual by its index, or the middle's by null.</summary>
    public OrtValue this[int? index] => _outputs[index is { } i ? UNetGraphs.Residual(i) : "residual_mid"];

    public void Dispose() => _outputs.Dispose();
}
