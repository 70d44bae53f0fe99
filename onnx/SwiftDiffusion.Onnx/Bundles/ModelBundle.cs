using System.Collections.Immutable;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Onnx.Bundles;

/// <summary>
/// A diffusers-layout model folder, opened: every configuration parsed, every weights file mapped. Owns the mappings; graphs compiled from it
/// are valid until it is disposed.
/// </summary>
public sealed class ModelBundle : IDisposable
{
    private static readonly ImmutableArray<string> SupportedPipelines =
    [
        "StableDiffusionPipeline", "StableDiffusionXLPipeline",
        "StableDiffusionInpaintPipeline", "StableDiffusionXLInpaintPipeline",
        "StableDiffusionImg2ImgPipeline", "StableDiffusionXLImg2ImgPipeline",
        "StableDiffusionControlNetPipeline", "StableDiffusionXLControlNetPipeline",
    ];

    private ModelBundle(string folder, string? name, JsonFile index)
    {
        Folder = folder;
        Name = name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        ForcesZerosForEmptyPrompt = index.Bool("force_zeros_for_empty_prompt", true);
    }

    /// <summary>Path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The model's id: the folder's name, unless another one was given.</summary>
    public string Name { get; }

    public UNetConfig UNet { get; private set; } = null!;

    public WeightSet UNetWeights { get; private set; } = null!;

    public VaeConfig Vae { get; private set; } = null!;

    public WeightSet VaeWeights { get; private set; } = null!;

    /// <summary>One for Stable Diffusion 1 and 2, two for XL.</summary>
    public ImmutableArray<TextEncoderPart> TextEncoders { get; private set; } = [];

    /// <summary>The bundle's scheduler_config.json.</summary>
    public string NoiseSchedulerConfigPath => Path.Combine(Folder, "scheduler", "scheduler_config.json");

    /// <summary>SDXL: an absent negative prompt becomes zeros instead of the encoding of an empty text.</summary>
    public bool ForcesZerosForEmptyPrompt { get; }

    public bool IsXl => UNet.HasAddedConditions;

    /// <summary>Opens a model folder.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="name">The model's id; null for the folder's name.</param>
    /// <exception cref="ModelFormatException">A part is missing, malformed or of an architecture that is not supported.</exception>
    public static ModelBundle Open(string folder, string? name = null)
    {
        if (!Directory.Exists(folder))
            throw new ModelFormatException(folder, "folder not found; expected a diffusers-layout model with model_index.json");
        var index = JsonFile.Read(Path.Combine(folder, "model_index.json"));
        index.Only("_class_name", SupportedPipelines.AsSpan());
        var bundle = new ModelBundle(folder, name, index);
        try
        {
            bundle.OpenParts(index);
            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        UNetWeights?.Dispose();
        VaeWeights?.Dispose();
        foreach (var encoder in TextEncoders)
            encoder.Weights.Dispose();
    }

    private void OpenParts(JsonFile index)
    {
        string unet = Path.Combine(Folder, "unet"), vae = Path.Combine(Folder, "vae");
        UNet = UNetConfig.ReadUNet(unet);
        UNetWeights = WeightSet.Open(unet, "diffusion_pytorch_model");
        Vae = VaeConfig.Read(vae);
        VaeWeights = WeightSet.Open(vae, "diffusion_pytorch_model");
        TextEncoders = [OpenTextEncoder("text_encoder", "tokenizer")];
        if (index.HasComponent("text_encoder_2"))
            TextEncoders = TextEncoders.Add(OpenTextEncoder("text_encoder_2", "tokenizer_2"));
        RefuseMismatch();
    }

    private TextEncoderPart OpenTextEncoder(string name, string tokenizer)
    {
        string folder = Path.Combine(Folder, name);
        var config = TextEncoderConfig.Read(folder);
        return new TextEncoderPart(name, config, WeightSet.Open(folder, "model"), Path.Combine(Folder, tokenizer));
    }

    /// <summary>The parts have to fit each other; a part that does not is usually from another model.</summary>
    private void RefuseMismatch()
    {
        int width = TextEncoders.Sum(encoder => encoder.Config.Width);
        if (width != UNet.ContextWidth)
            throw Mismatch($"cross_attention_dim is {UNet.ContextWidth}, but the text encoders produce {width}");
        if (TextEncoders.Any(encoder => encoder.Config.MaxTokens != TextEncoders[0].Config.MaxTokens))
            throw new ModelFormatException(Folder, $"max_position_embeddings of the text encoders are {string.Join(" and ", TextEncoders.Select(encoder => encoder.Config.MaxTokens))}; expected equal ones");
        int pooled = TextEncoders[^1].Config.ProjectionWidth;
        if (IsXl && (pooled == 0 || pooled != UNet.AddedInputWidth - (6 * UNet.AddedTimeWidth)))
            throw Mismatch($"projection_class_embeddings_input_dim is {UNet.AddedInputWidth}; expected {pooled} (pooled prompt) + 6 x {UNet.AddedTimeWidth}");
        int latents = Vae.LatentChannels;
        if (UNet.OutChannels != latents)
            throw Mismatch($"out_channels is {UNet.OutChannels}; expected {latents}, the VAE's latent_channels");
        if (UNet.InChannels != latents && UNet.InChannels != (2 * latents) + 1)
            throw Mismatch($"in_channels is {UNet.InChannels}; expected {latents}, or {(2 * latents) + 1} for an inpainting model");
    }

    private ModelFormatException Mismatch(string problem) => new(Path.Combine(Folder, "unet", "config.json"), problem);
}
