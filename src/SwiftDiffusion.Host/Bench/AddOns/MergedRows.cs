using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>Several LoRAs as graph inputs against the same merged into a copy of the weights: largest difference of one UNet evaluation.</summary>
internal sealed class MergedRows(AddOnContext context)
{
    private const int Loras = 3;
    private const double Bar = 1e-4;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        using var bundle = ModelBundle.Open(context.Model);
        using var model = new ModelReplicas(bundle);
        var device = engine.Devices.Devices[0];
        var stack = new AdapterStack(engine.Loras.Take(Loras).Select(path => (LoraFile.Load(path, model.AdapterTargets, LoraLimits.Default), 0.7f)));
        using var inputs = new SampleInputs(bundle, engine.Request.Height, engine.Request.Width);
        using var pairs = AdapterResolver.Inputs(stack, AdapterComponent.UNet)!;
        using var rows = AdapterRows.Shared(pairs);
        using var memory = AdapterResolver.Merge(stack, AdapterComponent.UNet, bundle.UNetWeights);
        using var merged = new UNetModel(device, bundle.UNet, bundle.UNetWeights, memory, sharesPackedWeights: false);
        float[] asInputs = Evaluate(model.On(device).UNet, inputs, rows), asWeights = Evaluate(merged, inputs, null);
        double difference = asInputs.Zip(asWeights, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, asWeights.Max(Math.Abs));
        return [AddOnRow.AtMost($"{Loras} LoRAs as inputs vs merged by hand: largest difference", "of one noise prediction, against its largest value", difference, Bar)];
    }

    private static float[] Evaluate(UNetModel unet, SampleInputs inputs, AdapterRows? adapters)
    {
        using var options = new RunOptions();
        var values = inputs.UNet(1);
        using var down = unet.RunDown(values, adapters, options);
        using var up = unet.RunUp(down, values, null, adapters, options);
        return up.Floats(UNetModel.NoisePrediction).ToArray();
    }
}
