using System.Globalization;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>UNet steps of several variants, run in turns so that other load on the machine meets all of them.</summary>
internal static class CompareReport
{
    public static void Print(string folder, IReadOnlyList<Variant> variants, IReadOnlyList<(int Rows, int Size)> cases, int threads, int repeats)
    {
        using var bundle = ModelBundle.Open(folder);
        using var memory = new WeightMemory();
        using var transposed = new WeightMemory();
        var devices = variants.Select(variant => new Device(new DeviceSpec(DeviceKind.Cpu, threads), variant.Settings)).ToList();
        var steps = new List<UNetStep>();
        for (int i = 0; i < variants.Count; i++)
        {
            long before = ProcessMemory.Now().AnonymousBytes;
            steps.Add(new UNetStep(
                devices[i], bundle.UNet, variants[i].Form(UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain)),
                variants[i].Form(UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, GraphFlavor.Plain)), variants[i].Text.StartsWith("plain", StringComparison.Ordinal) ? transposed : memory));
            double grown = (ProcessMemory.Now().AnonymousBytes - before) / 1e9;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{variants[i].Text,-24} creation {steps[i].DownCreation.Wall + steps[i].UpCreation.Wall:F2} s, private memory +{grown:F2} GB"));
        }

        foreach (var (rows, size) in cases)
            PrintCase(variants, steps, rows, size, repeats);
        steps.ForEach(step => step.Dispose());
        devices.ForEach(device => device.Dispose());
    }

    private static void PrintCase(IReadOnlyList<Variant> variants, List<UNetStep> steps, int rows, int size, int repeats)
    {
        steps.ForEach(step => step.Run(rows, size));
        var timings = steps.ConvertAll(_ => new List<Timing>());
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            for (int i = 0; i < steps.Count; i++)
                timings[i].Add(Timing.Of(() => steps[i].Run(rows, size)));
        }

        var least = timings.ConvertAll(Timing.Least);
        for (int i = 0; i < steps.Count; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rows} rows of {size}x{size}  {variants[i].Text,-24} {least[i]}  ratio to the last {least[i].Wall / least[^1].Wall:F3} ({least[i].Processor / least[^1].Processor:F3} cpu)"));
        }
    }
}
