using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>A model's session creation, steps, decoding and memory, in this project's form or as a PyTorch exporter writes it.</summary>
internal static class StepReport
{
    public static void Print(string folder, bool plain, IReadOnlyList<(int Rows, int Size)> cases, int threads, int repeats)
    {
        var form = plain ? PlainExport.Rewrite : (Func<CompiledGraph, CompiledGraph>)(graph => graph);
        using var device = new Device(new DeviceSpec(DeviceKind.Cpu, threads));
        ModelBundle? opened = null;
        CompiledGraph[] graphs = [];
        var compilation = Timing.Of(() =>
        {
            opened = ModelBundle.Open(folder);
            graphs =
            [
                UNetGraphs.Down(opened.UNet, opened.UNetWeights, GraphFlavor.Plain),
                UNetGraphs.Up(opened.UNet, opened.UNetWeights, GraphFlavor.Plain),
                VaeGraphs.Decoder(opened.Vae, opened.VaeWeights),
                TextEncoderGraph.Build(opened.TextEncoders[0].Config, opened.TextEncoders[0].Weights, GraphFlavor.Plain),
            ];
        });
        using var bundle = opened!;
        Console.WriteLine($"import and compilation {compilation}; {ProcessMemory.Now()}");
        graphs = [.. graphs.Select(form)];
        using WeightMemory unetMemory = new(), vaeMemory = new(), textMemory = new();
        using var step = new UNetStep(device, bundle.UNet, graphs[0], graphs[1], unetMemory);
        GraphSession? decoder = null, text = null;
        var decoderCreation = Timing.Of(() => decoder = device.Load(graphs[2], vaeMemory));
        var textCreation = Timing.Of(() => text = device.Load(graphs[3], textMemory));
        Console.WriteLine($"create unet.down {step.DownCreation}, unet.up {step.UpCreation}, vae.decoder {decoderCreation}, text_encoder {textCreation}");
        double total = step.DownCreation.Wall + step.UpCreation.Wall + decoderCreation.Wall + textCreation.Wall;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"create all {total:F2} s; {ProcessMemory.Now()}"));
        foreach (var (rows, size) in cases)
            Console.WriteLine($"step, {rows} rows of {size}x{size} {Timing.Least(repeats, () => step.Run(rows, size))}");
        Console.WriteLine($"decode 32x32 {Timing.Least(Math.Min(repeats, 3), () => Decode(decoder!, bundle.Vae.LatentChannels, 32))}");
        Console.WriteLine($"after the runs {ProcessMemory.Now()}");
        decoder!.Dispose();
        text!.Dispose();
    }

    private static void Decode(GraphSession decoder, int channels, int size)
    {
        using var latents = RandomTensors.Normal(1, channels, size, size);
        using var options = new RunOptions();
        using var image = decoder.Run(new Dictionary<string, OrtValue> { ["latents"] = latents }, options);
    }
}
