using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>UNet forward passes, with ControlNets and inner values where the case records them.</summary>
internal static class UNetCase
{
    public static IEnumerable<(string Name, float[] Actual)> Run(GoldenCase golden, Device device)
    {
        string folder = golden.Resolve(golden.Text("model")!);
        var config = UNetConfig.ReadUNet(folder);
        using var weights = WeightSet.Open(folder, "diffusion_pytorch_model");
        using var memory = new WeightMemory();
        if (!golden.Has("sample"))
            return [("out", TimeProjection(golden, config, weights, device, memory))];

        using var model = new UNetModel(device, config, weights, memory, probed: true);
        using var inputs = new RecordedInputs(golden, config.HasAddedConditions);
        using var options = new RunOptions();
        using var residuals = ControlNetCase.SumOfBranches(golden, device, inputs);
        using var down = model.RunDown(inputs.Values, adapters: null, options);
        using var up = model.RunUp(down, inputs.Values, residuals, adapters: null, options);
        return [.. Inner(golden, down), .. Inner(golden, up), ("out", up.Floats(UNetModel.NoisePrediction).ToArray())];
    }

    private static IEnumerable<(string, float[])> Inner(GoldenCase golden, Outputs outputs) =>
        [.. outputs.Names.Where(golden.Has).Select(name => (name, outputs.Floats(name).ToArray()))];

    private static float[] TimeProjection(GoldenCase golden, UNetConfig config, WeightSet weights, Device device, WeightMemory memory)
    {
        var g = new GraphBuilder("time_projection", weights);
        g.Output("out", g.Sinusoids(g.Input("timestep", -1), config.BlockChannels[0], config.CosineFirst, config.FrequencyShift));
        using var session = device.Load(g.Build(), memory);
        using var timestep = Tensors.From(golden.Floats("timestep"), golden.Shape("timestep"));
        using var options = new RunOptions();
        using var outputs = session.Run(new Dictionary<string, OrtValue> { ["timestep"] = timestep }, options);
        return outputs.Floats("out").ToArray();
    }
}
