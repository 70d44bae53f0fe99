using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Benchmarks.Measuring;

/// <summary>The engine's own UNet: a step without adapters and with them at several ranks, and how much of it is spent outside ONNX Runtime.</summary>
internal static class AdapterReport
{
    public static void Print(string folder, int rows, int size, int threads, int repeats)
    {
        using var bundle = ModelBundle.Open(folder);
        using var device = new Device(new DeviceSpec(DeviceKind.Cpu, threads));
        using var memory = new WeightMemory();
        using var model = new UNetModel(device, bundle.UNet, bundle.UNetWeights, memory);
        Console.WriteLine($"create plain {Timing.Of(() => model.Warm(adapters: false))}, with adapters {Timing.Of(() => model.Warm(adapters: true))}");
        using var sample = RandomTensors.Normal(rows, bundle.UNet.InChannels, size, size);
        using var timestep = Tensors.From(Enumerable.Repeat(500f, rows).ToArray(), rows);
        using var context = RandomTensors.Normal(rows, 77, bundle.UNet.ContextWidth);
        var inputs = new UNetInputs(sample, timestep, context, Added: null);
        AdapterSlot[] slots =
        [
            .. UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, GraphFlavor.Adapters).AdapterSlots,
            .. UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, GraphFlavor.Adapters).AdapterSlots,
        ];
        PrintOne("no adapters", device, model, inputs, adapters: null, repeats);
        foreach (int rank in (ReadOnlySpan<int>)[0, 8, 32])
        {
            using var adapters = Adapters(slots, rank);
            PrintOne($"rank {rank}", device, model, inputs, adapters, repeats);
        }
    }

    private static AdapterInputs Adapters(AdapterSlot[] slots, int rank)
    {
        var adapters = new AdapterInputs();
        foreach (var slot in slots.Where(_ => rank > 0))
            adapters.Add(slot.Target, new float[slot.Inputs * rank], new float[slot.Outputs * rank], rank);
        return adapters;
    }

    private static void PrintOne(string name, Device device, UNetModel model, UNetInputs inputs, AdapterInputs? adapters, int repeats)
    {
        double outside = double.PositiveInfinity;
        var timing = Timing.Least(repeats, () =>
        {
            var before = device.RunTime;
            var step = Timing.Of(() => Step(model, inputs, adapters));
            outside = Math.Min(outside, step.Wall - (device.RunTime - before).TotalSeconds);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {timing}, outside ONNX Runtime {outside * 1000:F3} ms"));
    }

    private static void Step(UNetModel model, UNetInputs inputs, AdapterInputs? adapters)
    {
        using var options = new RunOptions();
        using var rows = adapters is null ? null : AdapterRows.Shared(adapters);
        using var down = model.RunDown(inputs, rows, options);
        using var up = model.RunUp(down, inputs, residuals: null, rows, options);
    }
}
