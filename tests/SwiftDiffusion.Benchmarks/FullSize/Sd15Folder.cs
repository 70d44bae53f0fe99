namespace SwiftDiffusion.Benchmarks.FullSize;

/// <summary>Writes a diffusers folder with the true sizes of Stable Diffusion 1.5 and random weights, and a ControlNet for it.</summary>
internal static class Sd15Folder
{
    private const string Index = """
        {
          "_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.27.2", "feature_extractor": [null, null], "safety_checker": [null, null],
          "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
          "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]
        }
        """;

    private const string DownHalf = """
        "act_fn": "silu", "attention_head_dim": 8, "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1,
          "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32
        """;

    private const string UNet = $$"""
        {
          "_class_name": "UNet2DConditionModel", "_diffusers_version": "0.27.2", "center_input_sample": false, "out_channels": 4, "sample_size": 64,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
          {{DownHalf}}
        }
        """;

    private const string ControlNet = $$"""
        {
          "_class_name": "ControlNetModel", "_diffusers_version": "0.27.2", "class_embed_type": null, "conditioning_embedding_out_channels": [16, 32, 96, 256],
          "controlnet_conditioning_channel_order": "rgb",
          {{DownHalf}}
        }
        """;

    private const string Vae = """
        {
          "_class_name": "AutoencoderKL", "_diffusers_version": "0.27.2", "act_fn": "silu", "block_out_channels": [128, 256, 512, 512],
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "in_channels": 3, "latent_channels": 4,
          "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3, "sample_size": 512, "scaling_factor": 0.18215,
          "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
        }
        """;

    private const string TextEncoder = """
        {
          "architectures": ["CLIPTextModel"], "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "quick_gelu", "hidden_size": 768, "intermediate_size": 3072,
          "layer_norm_eps": 1e-05, "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 12, "num_hidden_layers": 12,
          "pad_token_id": 1, "projection_dim": 768, "vocab_size": 49408
        }
        """;

    private const string NoiseScheduler = """
        {
          "_class_name": "PNDMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
          "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null
        }
        """;

    /// <summary>Folder of the ControlNet inside the model's.</summary>
    public static string ControlNetOf(string folder) => Path.Combine(folder, "controlnet", "random");

    /// <param name="folder">Where to; created.</param>
    /// <param name="half">Half precision instead of single.</param>
    /// <param name="tokenizer">Folder with vocab.json and merges.txt to copy, or null for none.</param>
    public static void Write(string folder, bool half, string? tokenizer)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "model_index.json"), Index);
        Part(Path.Combine(folder, "unet"), UNet, "diffusion_pytorch_model", Sd15Tensors.UNet(), half);
        Part(Path.Combine(folder, "vae"), Vae, "diffusion_pytorch_model", Sd15Tensors.Vae(), half);
        Part(Path.Combine(folder, "text_encoder"), TextEncoder, "model", Sd15Tensors.TextEncoder(), half);
        Part(ControlNetOf(folder), ControlNet, "diffusion_pytorch_model", Sd15Tensors.ControlNet(), half);
        string scheduler = Directory.CreateDirectory(Path.Combine(folder, "scheduler")).FullName;
        File.WriteAllText(Path.Combine(scheduler, "scheduler_config.json"), NoiseScheduler);
        if (tokenizer is null)
            return;
        string target = Directory.CreateDirectory(Path.Combine(folder, "tokenizer")).FullName;
        foreach (string file in Directory.EnumerateFiles(tokenizer))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
    }

    private static void Part(string folder, string config, string weights, IReadOnlyList<RandomTensor> tensors, bool half)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        RandomWeights.Write(Path.Combine(folder, $"{weights}.safetensors"), tensors, half);
        Console.WriteLine($"{Path.GetFileName(folder)}: {tensors.Sum(t => t.Count):N0} parameters");
    }
}
