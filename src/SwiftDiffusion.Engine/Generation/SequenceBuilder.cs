using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>What a sequence is built from besides the request's numbers: loaded things and pictures at the request's size.</summary>
/// <param name="Adapters">The UNet to run on, with its adapters.</param>
/// <param name="Scheduler">The sequence's own noise scheduler.</param>
/// <param name="Noise">The sequence's own random numbers.</param>
/// <param name="Controls">ControlNets with their images.</param>
/// <param name="Source">Picture to start from, or null.</param>
public sealed record SequenceMaterials(
    AttachedAdapters Adapters, NoiseScheduler Scheduler, INoiseSource Noise, IReadOnlyList<ControlMaterial> Controls, SourceMaterial? Source);

/// <summary>A ControlNet and its control image [channels, height, width] in [0, 1].</summary>
public sealed record ControlMaterial(ControlNetReplicas Net, float[] Image, ControlSettings Settings);

/// <summary>A source picture, where to repaint it (null for all of it), and whether its start is pure noise.</summary>
public sealed record SourceMaterial(SourcePicture Picture, Mask? Mask, bool IsFullStrength);

/// <summary>Makes a sequence ready for the loop: (1) prompts, (2) control images, (3) initial latents.</summary>
public static class SequenceBuilder
{
    /// <param name="request">What to make.</param>
    /// <param name="materials">What it is made of.</param>
    /// <param name="parts">The model's networks on the device.</param>
    /// <param name="device">Where this runs; has the ControlNets.</param>
    /// <param name="options">Carries termination.</param>
    public static Sequence Build(ImageRequest request, SequenceMaterials materials, ModelParts parts, Device device, RunOptions options)
    {
        var bundle = parts.Bundle;
        int scale = bundle.Vae.Scale;
        var shape = (Channels: bundle.Vae.LatentChannels, Height: request.Height / scale, Width: request.Width / scale);

        // 1. Prompts.
        var conditions = Conditions(request, materials.Adapters, parts, options);

        var branches = new List<ControlBranch>();
        try
        {
            // 2. Control images.
            foreach (var control in materials.Controls)
                branches.Add(new ControlBranch(control.Net, device, control.Image, (request.Height, request.Width), control.Settings, options));

            // 3. Initial latents.
            var start = Start(materials, shape.Channels * shape.Height * shape.Width, parts, options);
            return new Sequence
            {
                Latents = start.Latents,
                Shape = shape,
                Scheduler = materials.Scheduler,
                Noise = materials.Noise,
                Conditions = conditions,
                GuidanceScale = request.GuidanceScale,
                GuidanceRescale = request.GuidanceRescale,
                UNet = materials.Adapters.UNet,
                InitialAdapters = materials.Adapters.UNetInputs,
                Branches = [.. branches],
                Repainting = start.Repainting,
                Call = materials.Scheduler.FirstCall,
            };
        }
        catch
        {
            conditions.Dispose();
            branches.ForEach(branch => branch.Dispose());
            throw;
        }
    }

    /// <summary>The prompts, encoded with the adapters' text-encoder parts.</summary>
    public static Conditions Conditions(ImageRequest request, AttachedAdapters adapters, ModelParts parts, RunOptions options)
    {
        var (positive, negative) = parts.PromptEncoder.Encode(request, adapters.TextEncoders, options);
        var sizes = parts.Bundle.IsXl ? request.SizeConditions ?? SizeConditions.Of(request.Height, request.Width) : null;
        return Denoising.Conditions.Create(positive, negative, sizes);
    }

    private static LatentStart Start(SequenceMaterials materials, int size, ModelParts parts, RunOptions options)
    {
        var (scheduler, noise) = (materials.Scheduler, materials.Noise);
        bool isInpainting = parts.Bundle.UNet.InChannels > parts.Bundle.Vae.LatentChannels;
        return materials.Source switch
        {
            null => LatentStart.FromNoise(scheduler, noise, size),
            { Mask: null } source => LatentStart.FromPicture(source.Picture, parts.Vae, scheduler, noise, options),
            { Mask: { } mask } source =>
                LatentStart.FromMaskedPicture(source.Picture, mask, source.IsFullStrength, isInpainting, parts.Vae, scheduler, noise, options),
        };
    }
}
