using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench.AddOns;

/// <summary>
/// Adapters as a request attaches them against the same added to the weights by plain arithmetic: several LoRAs of the UNet, LoRAs of the text encoder, and one
/// of convolutions (LoCon), random as the model has none. Largest difference of one evaluation, against its largest value.
/// </summary>
internal sealed class MergedRows(AddOnContext context)
{
    private const int Loras = 3;
    private const float Scale = 0.7f;
    private const double Bar = 1e-4;

    public async Task<List<AddOnRow>> RunAsync(CancellationToken cancellation)
    {
        await using var engine = await context.OpenAsync(1, PlacementPolicy.Local, cancellation).ConfigureAwait(false);
        using var bundle = ModelBundle.Open(context.Model);
        using var model = new ModelReplicas(bundle);
        var device = engine.Devices.Devices[0];
        string locon = RandomLoCon.Write(Path.Combine(context.Folder, "locon.safetensors"), model.AdapterTargets);
        LoraFile[] several = [.. engine.Loras.Take(Loras).Select(Load)];
        var text = engine.Loras.Select(Load).Where(lora => lora.ChangesTextEncoders).Take(Loras).ToArray();
        return
        [
            Row($"{several.Length} LoRAs on the UNet", UNet(several)),
            .. text.Length == 0 ? Array.Empty<AddOnRow>() : [Row($"{text.Length} LoRAs on the text encoder", Text(text))],
            Row("1 LoCon and 1 LoRA on the UNet", UNet([Load(locon), several[0]])),
        ];

        LoraFile Load(string path) => LoraFile.Load(path, model.AdapterTargets, LoraLimits.Default);

        double UNet(LoraFile[] loras)
        {
            using var samples = new SampleInputs(bundle, engine.Request.Height, engine.Request.Width);
            var inputs = samples.UNet(1);
            using var attached = AttachedAdapters.Resolve(StackOf(loras), model, device);
            using var memory = HandMerge.Of(loras, Scale, AdapterComponent.UNet, bundle.UNetWeights);
            using var merged = new UNetModel(device, bundle.UNet, bundle.UNetWeights, memory, sharesPackedWeights: false);
            using var rows = attached.UNetInputs is { } pairs ? AdapterRows.Shared(pairs) : null;
            return Difference(Evaluate(attached.UNet.On(device), inputs, rows), Evaluate(merged, inputs, null));
        }

        double Text(LoraFile[] loras)
        {
            var (config, weights) = (bundle.TextEncoders[0].Config, bundle.TextEncoders[0].Weights);
            using var attached = AttachedAdapters.Resolve(StackOf(loras), model, device);
            using var memory = HandMerge.Of(loras, Scale, AdapterComponent.TextEncoder, weights);
            using var merged = new TextEncoderModel(device, config, weights, memory);
            return Difference(Encode(model.On(device).TextEncoders[0], attached.TextEncoders[0]), Encode(merged, null));
        }
    }

    private static AdapterStack StackOf(LoraFile[] loras) => new(loras.Select(lora => (lora, Scale)));

    private static double Difference(float[] attached, float[] merged) => attached.Zip(merged, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, merged.Max(Math.Abs));

    private static AddOnRow Row(string what, double difference) => AddOnRow.AtMost($"{what} vs merged by hand: largest difference", "of one evaluation, against its largest value", difference, Bar);

    private static float[] Evaluate(UNetModel unet, UNetInputs inputs, AdapterRows? adapters)
    {
        using var options = new RunOptions();
        using var down = unet.RunDown(inputs, adapters, options);
        using var up = unet.RunUp(down, inputs, null, adapters, options);
        return up.Floats(UNetModel.NoisePrediction).ToArray();
    }

    private static float[] Encode(TextEncoderModel encoder, AdapterInputs? adapters)
    {
        using var options = new RunOptions();
        using var hidden = encoder.Run([.. Enumerable.Range(1, encoder.Config.MaxTokens)], adapters, options, "last_hidden_state");
        return hidden.Floats("last_hidden_state").ToArray();
    }
}
