using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Engine.NoiseSchedulers;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>Where a sequence begins: pure noise, or a picture's latents with noise added, and what inpainting keeps.</summary>
/// <param name="Latents">[C, h, w] at the noise level of the first call.</param>
/// <param name="Repainting">Inpainting only.</param>
public sealed record LatentStart(float[] Latents, Repainting? Repainting)
{
    /// <summary>Text to image.</summary>
    public static LatentStart FromNoise(NoiseScheduler scheduler, INoiseSource noise, int size)
    {
        var latents = Draw(noise, size);
        Scale(latents, scheduler.InitialNoiseSigma);
        return new LatentStart(latents, null);
    }

    /// <summary>Image to image.</summary>
    public static LatentStart FromPicture(SourcePicture source, VaeModel vae, NoiseScheduler scheduler, INoiseSource noise, RunOptions options)
    {
        var original = Encode(source.Image, source, vae, noise, options);
        var fresh = Draw(noise, original.Length);
        return new LatentStart(AddNoise(scheduler, original, fresh), null);
    }

    /// <summary>
    /// Inpainting. At full strength it starts from pure noise. A 9-channel UNet is also shown the picture without the masked part, a 4-channel one
    /// has the known part put back after every step.
    /// </summary>
    public static LatentStart FromMaskedPicture(
        SourcePicture source, Mask mask, bool isFullStrength, bool isInpaintingUNet, VaeModel vae, NoiseScheduler scheduler, INoiseSource noise, RunOptions options)
    {
        var original = Encode(source.Image, source, vae, noise, options);
        var fresh = Draw(noise, original.Length);
        var latents = isFullStrength ? (float[])fresh.Clone() : AddNoise(scheduler, original, fresh);
        if (isFullStrength)
            Scale(latents, scheduler.InitialNoiseSigma);
        var masked = isInpaintingUNet ? Encode(WithoutMasked(source.Image, mask), source, vae, noise, options) : null;
        int scale = vae.Config.Scale;
        var small = mask.Reduce(source.Width / scale, source.Height / scale).Values.ToArray();
        return new LatentStart(latents, new Repainting(small, original, fresh, masked));
    }

    /// <summary>The picture's latents: a draw from the encoder's posterior, scaled.</summary>
    private static float[] Encode(float[] image, SourcePicture size, VaeModel vae, INoiseSource noise, RunOptions options)
    {
        using var pixels = Tensors.From(image, 1, vae.Config.ImageChannels, size.Height, size.Width);
        using var outputs = vae.Encode(pixels, options);
        var posterior = LatentPosterior.FromMoments(outputs.Floats("moments"), rows: 1);
        var latents = posterior.Sample(Draw(noise, posterior.Mean.Length));
        Scale(latents, vae.Config.LatentScalingFactor);
        return latents;
    }

    private static float[] AddNoise(NoiseScheduler scheduler, float[] original, float[] noise)
    {
        var latents = new float[original.Length];
        scheduler.AddNoise(original, noise, scheduler.FirstCall, latents);
        return latents;
    }

    private static float[] WithoutMasked(float[] image, Mask mask)
    {
        var kept = (float[])image.Clone();
        for (int i = 0; i < kept.Length; i++)
        {
            if (mask.Values[i % mask.Values.Length] >= 0.5f)
                kept[i] = 0;
        }

        return kept;
    }

    private static float[] Draw(INoiseSource noise, int size)
    {
        var values = new float[size];
        noise.FillStandardNormal(values);
        return values;
    }

    private static void Scale(Span<float> values, float factor) => LinearCombination.Scale(values, factor);
}

/// <summary>A picture as numbers.</summary>
/// <param name="Image">[3, h, w] in [-1, 1].</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
public sealed record SourcePicture(float[] Image, int Height, int Width);
