using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>Both halves of a UNet in sessions of any form, run on random inputs.</summary>
internal sealed class UNetStep : IDisposable
{
    private readonly UNetConfig _config;
    private readonly GraphSession _down;
    private readonly GraphSession _up;
    private readonly RunOptions _options = new();

    public UNetStep(Device device, UNetConfig config, CompiledGraph down, CompiledGraph up, WeightMemory memory)
    {
        _config = config;
        CompiledGraph downGraph = down, upGraph = up;
        GraphSession? downSession = null, upSession = null;
        DownCreation = Timing.Of(() => downSession = device.Load(downGraph, memory));
        UpCreation = Timing.Of(() => upSession = device.Load(upGraph, memory));
        (_down, _up) = (downSession!, upSession!);
    }

    public Timing DownCreation { get; }

    public Timing UpCreation { get; }

    /// <summary>One evaluation at rows of size x size latents.</summary>
    public void Run(int rows, int size)
    {
        using var sample = RandomTensors.Normal(rows, _config.InChannels, size, size);
        using var timestep = Tensors.From(Enumerable.Repeat(500f, rows).ToArray(), rows);
        using var context = RandomTensors.Normal(rows, 77, _config.ContextWidth);
        using var down = _down.Run(
            new Dictionary<string, OrtValue> { ["sample"] = sample, ["timestep"] = timestep, ["encoder_hidden_states"] = context }, _options);
        var inputs = down.Names.ToDictionary(name => name, name => down[name]);
        inputs.Add("encoder_hidden_states", context);
        var zeros = new List<OrtValue>();
        foreach (var port in _up.Graph.Inputs.Where(port => port.Name.StartsWith("residual", StringComparison.Ordinal)))
        {
            zeros.Add(Tensors.From(new float[port.Shape[1]], 1, port.Shape[1], 1, 1));
            inputs.Add(port.Name, zeros[^1]);
        }

        using var up = _up.Run(inputs, _options);
        if (!float.IsFinite(up.Floats("noise_prediction")[0]))
            throw new InvalidOperationException("The noise prediction is not finite.");
        zeros.ForEach(value => value.Dispose());
    }

    public void Dispose()
    {
        _down.Dispose();
        _up.Dispose();
        _options.Dispose();
    }
}
