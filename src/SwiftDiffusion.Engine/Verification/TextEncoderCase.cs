using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>CLIP text encoders: every hidden state, clip skip and the pooled projection.</summary>
internal static class TextEncoderCase
{
    public static IEnumerable<(string Name, float[] Actual)> Run(GoldenCase golden, Device device)
    {
        string folder = golden.Resolve(golden.Text("model")!);
        using var weights = WeightSet.Open(folder, "model");
        using var memory = new WeightMemory();
        using var model = new TextEncoderModel(device, TextEncoderConfig.Read(folder), weights, memory);
        using var options = new RunOptions();
        using var outputs = model.Run(golden.Longs("input_ids"), adapters: null, options);
        return [.. outputs.Names.Where(name => golden.Has(Recorded(name))).Select(name => (Recorded(name), outputs.Floats(name).ToArray()))];
    }

    /// <summary>What transformers calls an output of the graph.</summary>
    private static string Recorded(string output) => output == "pooled" ? "pooler_output" : output;
}
