using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>VAE encoding and decoding.</summary>
internal static class VaeCase
{
    public static IEnumerable<(string Name, float[] Actual)> Run(GoldenCase golden, Device device)
    {
        string folder = golden.Resolve(golden.Text("model")!);
        using var weights = WeightSet.Open(folder, "diffusion_pytorch_model");
        using var memory = new WeightMemory();
        using var model = new VaeModel(device, VaeConfig.Read(folder), weights, memory);
        using var options = new RunOptions();
        bool decodes = golden.Has("latents");
        string input = decodes ? "latents" : "image";
        using var tensor = Tensors.From(golden.Floats(input), golden.Shape(input));
        using var outputs = decodes ? model.Decode(tensor, options) : model.Encode(tensor, options);
        if (decodes)
            return [("image", outputs.Floats("image").ToArray())];
        var moments = outputs.Floats("moments").ToArray();
        var posterior = LatentPosterior.FromMoments(moments, (int)golden.Shape("image")[0]);
        return [("moments", moments), ("mean", posterior.Mean), ("logvar", posterior.LogVariance), ("std", posterior.StandardDeviation)];
    }
}
