using System.Collections.Immutable;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>A whole model folder of tiny components.</summary>
public sealed record TinyBundle
{
    private const string NoiseSchedulerConfig = """
        {
          "_class_name": "DDIMScheduler", "num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
          "clip_sample": false, "set_alpha_to_one": false, "steps_offset": 1, "prediction_type": "epsilon", "timestep_spacing": "leading"
        }
        """;

    private TinyBundle(string index, TinyComponent unet, params ImmutableArray<TinyComponent> textEncoders)
    {
        Index = index;
        UNet = unet;
        TextEncoders = textEncoders;
    }

    /// <summary>Stable Diffusion 1 in small.</summary>
    public static TinyBundle Sd { get; } = new("""
        { "_class_name": "StableDiffusionPipeline", "text_encoder": ["transformers", "CLIPTextModel"] }
        """, TinyComponents.UNet, TinyComponents.TextEncoder);

    /// <summary>Stable Diffusion XL in small.</summary>
    public static TinyBundle Xl { get; } = new("""
        {
          "_class_name": "StableDiffusionXLPipeline", "text_encoder": ["transformers", "CLIPTextModel"],
          "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"], "force_zeros_for_empty_prompt": true
        }
        """, TinyComponents.UNetXl, TinyComponents.TextEncoder, TinyComponents.ProjectedTextEncoder);

    /// <summary>Content of model_index.json.</summary>
    public string Index { get; init; }

    public TinyComponent UNet { get; init; }

    public TinyComponent Vae { get; init; } = TinyComponents.Vae;

    public ImmutableArray<TinyComponent> TextEncoders { get; init; }

    /// <summary>Writes the folder; tokenizers are those of the recorded models.</summary>
    /// <returns>Its path.</returns>
    public string WriteTo(string folder)
    {
        UNet.WriteTo(Path.Combine(folder, "unet"));
        Vae.WriteTo(Path.Combine(folder, "vae"));
        for (int i = 0; i < TextEncoders.Length; i++)
        {
            string suffix = i == 0 ? "" : $"_{i + 1}";
            TextEncoders[i].WriteTo(Path.Combine(folder, $"text_encoder{suffix}"));
            string tokenizer = RepositoryRoot.File("onnx", "golden", "models", i == 0 ? "sd15" : "sdxl", $"tokenizer{suffix}");
            Directory.CreateSymbolicLink(Path.Combine(folder, $"tokenizer{suffix}"), tokenizer);
        }

        Directory.CreateDirectory(Path.Combine(folder, "scheduler"));
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"), NoiseSchedulerConfig);
        File.WriteAllText(Path.Combine(folder, "model_index.json"), Index);
        return folder;
    }
}
