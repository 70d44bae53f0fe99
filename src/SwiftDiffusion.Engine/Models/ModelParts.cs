using System.Collections.Immutable;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx.Bundles;

namespace SwiftDiffusion.Engine.Models;

/// <summary>The networks of one bundle on one device; <see cref="ModelReplicas"/> makes them.</summary>
public sealed class ModelParts : IDisposable
{
    private readonly ImmutableArray<PromptEncoderStage> _stages;

    /// <param name="bundle">Where they come from.</param>
    /// <param name="unet">Stays its owner's.</param>
    /// <param name="vae">Taken over.</param>
    /// <param name="stages">Text encoders, taken over, in the order of <see cref="ModelBundle.TextEncoders"/>.</param>
    internal ModelParts(ModelBundle bundle, UNetModel unet, VaeModel vae, ImmutableArray<PromptEncoderStage> stages)
    {
        Bundle = bundle;
        UNet = unet;
        Vae = vae;
        _stages = stages;
        PromptEncoder = new PromptEncoder(stages, bundle.IsXl, bundle.ForcesZerosForEmptyPrompt);
    }

    public ModelBundle Bundle { get; }

    public UNetModel UNet { get; }

    public VaeModel Vae { get; }

    public PromptEncoder PromptEncoder { get; }

    /// <summary>In the order of <see cref="ModelBundle.TextEncoders"/>.</summary>
    public IReadOnlyList<TextEncoderModel> TextEncoders => [.. _stages.Select(stage => stage.Model)];

    /// <summary>Creates the sessions that every request needs.</summary>
    public void Warm(bool adapters)
    {
        UNet.Warm(adapters);
        Vae.Warm();
        foreach (var stage in _stages)
            stage.Model.Warm();
    }

    /// <summary>Latents [C, h, w] to a picture.</summary>
    /// <exception cref="NotFiniteException">The decoder left the range of numbers.</exception>
    public PixelImage Decode(float[] latents, (int Channels, int Height, int Width) shape, RunOptions options)
    {
        using var scaled = Tensors.Allocate(1, shape.Channels, shape.Height, shape.Width);
        var values = scaled.GetTensorMutableDataAsSpan<float>();
        latents.CopyTo(values);
        LinearCombination.Scale(values, 1 / Bundle.Vae.LatentScalingFactor);
        using var decoded = Vae.Decode(scaled, options);
        if (!TensorPrimitives.IsFiniteAll(decoded.Floats("image")))
            throw new NotFiniteException($"the picture that the VAE of model '{Bundle.Name}' decoded is not finite; its weights hold such values");
        int scale = Bundle.Vae.Scale;
        return PixelImage.FromPlanar(decoded.Floats("image"), shape.Width * scale, shape.Height * scale);
    }

    public void Dispose()
    {
        Vae.Dispose();
        foreach (var stage in _stages)
            stage.Model.Dispose();
    }
}
