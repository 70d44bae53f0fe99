using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Testing.TinyModels;

namespace SwiftDiffusion.Engine.Tests.Models;

/// <summary>
/// Inputs of a UNet whose rows depend on nothing but their number, so that a row alone and the same row in a batch are the same. Row n is at
/// timestep 17 + 250 n.
/// </summary>
internal sealed class UNetBatch : IDisposable
{
    private const int Tokens = 77;

    private readonly List<OrtValue> _owned = [];

    public UNetBatch(UNetConfig config, int height, int width, params int[] rows)
    {
        var added = !config.HasAddedConditions ? null : new AddedConditions(
            Values("pooled", rows, config.AddedInputWidth - (6 * config.AddedTimeWidth)), Values("sizes", rows, 6));
        Inputs = new UNetInputs(
            Values("sample", rows, config.InChannels, height, width),
            Own(Tensors.From([.. rows.Select(row => 17f + (250 * row))], rows.Length)),
            Values("context", rows, Tokens, config.ContextWidth),
            added);
    }

    public UNetInputs Inputs { get; }

    public int Rows => (int)Inputs.Sample.GetTensorTypeAndShape().Shape[0];

    /// <summary>The noise prediction, [rows, C, h, w].</summary>
    public float[] Predict(UNetModel model, AdapterInputs? adapters = null, Residuals? residuals = null)
    {
        using var options = new RunOptions();
        using var rows = adapters is null ? null : AdapterRows.Shared(adapters);
        using var down = model.RunDown(Inputs, rows, options);
        using var up = model.RunUp(down, Inputs, residuals, rows, options);
        return up.Floats(UNetModel.NoisePrediction).ToArray();
    }

    public void Dispose() => _owned.ForEach(value => value.Dispose());

    private OrtValue Values(string name, int[] rows, params long[] shape)
    {
        long size = shape.Aggregate(1L, (product, dimension) => product * dimension);
        return Own(Tensors.From([.. rows.SelectMany(row => RandomValues.Uniform($"{name}.{row}", size))], [rows.Length, .. shape]));
    }

    private OrtValue Own(OrtValue value)
    {
        _owned.Add(value);
        return value;
    }
}
