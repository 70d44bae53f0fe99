using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Host.Models;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Host.Bench;

/// <summary>Times the networks of a model alone: the UNet and every ControlNet by rows, the text encoders, the VAE.</summary>
internal static class GraphBench
{
    public static IEnumerable<Measurement> Run(ModelParts parts, Device device, SampleInputs inputs, IReadOnlyList<int> rows, Sampler sampler)
    {
        using var options = new RunOptions();
        return
        [
            .. rows.Select(count => UNetStep(parts.UNet, inputs.UNet(count), count, options, sampler)),
            .. AddOnFolders.ControlNets(parts.Bundle.Folder).OrderBy(net => net.Key, StringComparer.Ordinal)
                .SelectMany(net => ControlNetSteps(net.Value, parts.Bundle, device, inputs, rows, options, sampler)),
            TextEncoders(parts, inputs, options, sampler),
            .. Vae(parts.Vae, inputs, options, sampler),
        ];
    }

    private static Measurement UNetStep(UNetModel unet, UNetInputs inputs, int rows, RunOptions options, Sampler sampler) =>
        sampler.Measure("UNet step", rows, () =>
        {
            using var down = unet.RunDown(inputs, adapters: null, options);
            using var up = unet.RunUp(down, inputs, residuals: null, adapters: null, options);
        });

    private static List<Measurement> ControlNetSteps(
        string folder, ModelBundle model, Device device, SampleInputs inputs, IReadOnlyList<int> rows, RunOptions options, Sampler sampler)
    {
        var bundle = ControlNetBundle.Open(folder);
        bundle.RequireFits(model);
        using var replicas = new ControlNetReplicas(bundle);
        var net = replicas.On(device);
        var picture = inputs.Normal(1, bundle.Config.ConditioningChannels, inputs.Height, inputs.Width);
        using var embedding = net.Embed(picture, options);
        using var scale = Tensors.From([1f], 1, 1, 1, 1);
        var steps = new List<Measurement>();
        foreach (int count in rows)
        {
            var sample = inputs.UNet(count);
            steps.Add(sampler.Measure($"ControlNet {replicas.Name} step", count, () => net.Run(sample, embedding["embedding"], scale, options).Dispose()));
        }

        steps.Add(sampler.Measure($"ControlNet {replicas.Name} image", 1, () => net.Embed(picture, options).Dispose()));
        return steps;
    }

    private static Measurement TextEncoders(ModelParts parts, SampleInputs inputs, RunOptions options, Sampler sampler)
    {
        var request = RequestBench.Request(inputs.Width, inputs.Height, inferenceSteps: 1);
        var none = new AdapterInputs?[parts.TextEncoders.Count];
        return sampler.Measure("text encoders, prompt and negative prompt", 1, () => parts.PromptEncoder.Encode(request, none, options));
    }

    private static Measurement[] Vae(VaeModel vae, SampleInputs inputs, RunOptions options, Sampler sampler)
    {
        var latents = inputs.Latents();
        var picture = inputs.Normal(1, vae.Config.ImageChannels, inputs.Height, inputs.Width);
        return
        [
            sampler.Measure("VAE encode", 1, () => vae.Encode(picture, options).Dispose()),
            sampler.Measure("VAE decode", 1, () => vae.Decode(latents, options).Dispose()),
        ];
    }
}
