using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>What ONNX Runtime's graph rewriting and weight packing cost at creation and gain per step.</summary>
internal static class LevelReport
{
    private static readonly GraphOptimizationLevel[] Levels =
    [
        GraphOptimizationLevel.ORT_DISABLE_ALL, GraphOptimizationLevel.ORT_ENABLE_BASIC, GraphOptimizationLevel.ORT_ENABLE_EXTENDED, GraphOptimizationLevel.ORT_ENABLE_ALL,
    ];

    public static void Print(string folder, bool plain, int repeats)
    {
        using var bundle = ModelBundle.Open(folder);
        var form = plain ? PlainExport.Rewrite : (Func<CompiledGraph, CompiledGraph>)(graph => graph);
        foreach (var level in Levels)
        {
            foreach (bool prepacks in (ReadOnlySpan<bool>)[false, true])
            {
                var before = ProcessMemory.Now();
                using var device = new Device(DeviceSpec.Default, SessionSettings.Default with { Optimization = level, Prepacks = prepacks, BlocksChannels = false });
                using var memory = new WeightMemory();
                using var step = new UNetStep(
                    device, bundle.UNet, form(UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain)),
                    form(UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain)), memory);
                var after = ProcessMemory.Now();
                Console.WriteLine($"{level}, prepacking {prepacks}: creation down {step.DownCreation}, up {step.UpCreation}, private memory +{(after.AnonymousBytes - before.AnonymousBytes) / 1e9:F2} GB");
                Console.WriteLine($"  1 row of 32x32 {Timing.Least(repeats, () => step.Run(1, 32))}");
            }
        }
    }
}
