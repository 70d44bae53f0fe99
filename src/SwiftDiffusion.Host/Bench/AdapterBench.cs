using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;
using SwiftDiffusion.Onnx.Graphs;

namespace SwiftDiffusion.Host.Bench;

/// <summary>A UNet step with a low-rank pair on every target, against the flavour that takes none.</summary>
/// <param name="Rank">Rank of every pair; 0 is the cost of being able to take them.</param>
/// <param name="MinSeconds">Shortest step.</param>
/// <param name="Overhead">Beyond the plain flavour's shortest, as a share of it.</param>
internal sealed record AdapterOverhead(int Rank, double MinSeconds, double Overhead);

/// <summary>Times what adapters as graph inputs cost.</summary>
internal static class AdapterBench
{
    /// <summary>Rows of a guided request.</summary>
    public const int Rows = 2;

    private static readonly int[] Ranks = [0, 8, 32];

    public static IReadOnlyList<AdapterOverhead> Run(ModelParts parts, SampleInputs inputs, Sampler sampler)
    {
        var slots = Slots(parts.Bundle);
        var adapters = Ranks.Select(rank => Create(slots, rank, inputs)).ToArray();
        var sample = inputs.UNet(Rows);
        using var options = new RunOptions();
        var measured = sampler.Compare([.. adapters.Prepend(null).Select(pairs => ("", (int?)Rows, (Action)(() => Step(parts.UNet, sample, pairs, options))))]);
        foreach (var pairs in adapters)
            pairs.Dispose();
        double plain = measured[0].MinSeconds;
        return [.. Ranks.Zip(measured.Skip(1), (rank, step) => new AdapterOverhead(rank, step.MinSeconds, (step.MinSeconds / plain) - 1))];
    }

    private static void Step(UNetModel unet, UNetInputs inputs, AdapterInputs? adapters, RunOptions options)
    {
        using var rows = adapters is null ? null : AdapterRows.Shared(adapters);
        using var down = unet.RunDown(inputs, rows, options);
        using var up = unet.RunUp(down, inputs, residuals: null, rows, options);
    }

    private static AdapterSlot[] Slots(ModelBundle bundle) =>
    [
        .. UNetGraphs.Down(bundle.UNet, bundle.UNetWeights, GraphFlavor.Adapters).AdapterSlots,
        .. UNetGraphs.Up(bundle.UNet, bundle.UNetWeights, GraphFlavor.Adapters).AdapterSlots,
    ];

    private static AdapterInputs Create(AdapterSlot[] slots, int rank, SampleInputs inputs)
    {
        var adapters = new AdapterInputs();
        // Absent pairs are rank 0.
        foreach (var slot in rank == 0 ? [] : slots)
            adapters.Add(slot.Target, inputs.NormalArray(slot.Inputs * rank), inputs.NormalArray(rank * slot.Outputs), rank);
        return adapters;
    }
}
