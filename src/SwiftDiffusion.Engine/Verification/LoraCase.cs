using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>UNet and text encoders with LoRAs: one file at every recorded scale, or several together.</summary>
internal static class LoraCase
{
    private const string WithoutLora = "_no_lora";

    public static IEnumerable<(string Name, float[] Actual)> Run(GoldenCase golden, Device device)
    {
        using var bundle = ModelBundle.Open(golden.Resolve(golden.Text("model")!));
        using var model = new ModelReplicas(bundle);
        var parts = model.On(device);
        var results = new List<(string, float[])>();
        foreach (var (suffix, stack) in Stacks(golden, model.AdapterTargets))
        {
            using var adapters = AttachedAdapters.Resolve(stack, model, device);
            string output = suffix == WithoutLora ? $"unet_out{suffix}" : $"out{suffix}";
            if (golden.Has(output))
                results.Add((output, NoisePrediction(golden, adapters, device, bundle.IsXl)));
            for (int i = 0; i < bundle.TextEncoders.Length; i++)
                results.AddRange(TextEncoder(golden, bundle.TextEncoders[i].Name, suffix, parts.TextEncoders[i], adapters.TextEncoders[i]));
        }

        return results;
    }

    /// <summary>The stacks of the case by the suffix of the tensors they explain.</summary>
    private static IEnumerable<(string Suffix, AdapterStack Stack)> Stacks(GoldenCase golden, AdapterTargetCatalog targets)
    {
        if (golden.Json.TryGetProperty("loras", out var several))
        {
            yield return ("", new AdapterStack(several.EnumerateArray().Select(entry => (Load(golden, entry.GetProperty("dir").GetString()!, targets), entry.GetProperty("scale").GetSingle()))));
            yield break;
        }

        var adapter = LoraFile.Load(Path.Combine(golden.Folder, golden.Text("lora")!), targets, LoraLimits.Default);
        foreach (string suffix in golden.TensorNames.Where(name => name.StartsWith("out_s", StringComparison.Ordinal)).Select(name => name["out".Length..]))
            yield return (suffix, new AdapterStack([(adapter, float.Parse(suffix["_s".Length..], System.Globalization.CultureInfo.InvariantCulture))]));
        if (golden.Has($"unet_out{WithoutLora}"))
            yield return (WithoutLora, AdapterStack.Empty);
    }

    private static LoraFile Load(GoldenCase golden, string folder, AdapterTargetCatalog targets)
    {
        using var other = GoldenCase.Open(golden.Resolve(folder));
        return LoraFile.Load(Path.Combine(other.Folder, other.Text("lora")!), targets, LoraLimits.Default);
    }

    private static float[] NoisePrediction(GoldenCase golden, AttachedAdapters adapters, Device device, bool isXl)
    {
        var unet = adapters.UNet.On(device);
        using var inputs = new RecordedInputs(golden, isXl);
        using var options = new RunOptions();
        using var rows = adapters.UNetInputs is null ? null : AdapterRows.Shared(adapters.UNetInputs);
        using var down = unet.RunDown(inputs.Values, rows, options);
        using var up = unet.RunUp(down, inputs.Values, residuals: null, rows, options);
        return up.Floats(UNetModel.NoisePrediction).ToArray();
    }

    private static IEnumerable<(string, float[])> TextEncoder(
        GoldenCase golden, string name, string suffix, TextEncoderModel model, AdapterInputs? adapters)
    {
        if (!golden.Has($"{name}_last_hidden_state{suffix}"))
            return [];
        using var options = new RunOptions();
        using var outputs = model.Run(golden.Longs($"{name}_input_ids"), adapters, options);
        string[] recorded = ["last_hidden_state", "penultimate", "text_embeds"];
        return [.. recorded.Where(output => golden.Has($"{name}_{output}{suffix}")).Select(
            output => ($"{name}_{output}{suffix}", outputs.Floats(output == "penultimate" ? TextEncoderGraph.Hidden(model.Config.Layers - 1) : output).ToArray()))];
    }
}
