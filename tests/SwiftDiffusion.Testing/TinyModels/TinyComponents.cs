using System.Text.Json;
using SwiftDiffusion.Onnx.Components;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>Components of every supported architecture in two levels and few channels. They fit each other as the full-size ones do.</summary>
public static class TinyComponents
{
    private const string DiffusersWeights = "diffusion_pytorch_model";

    /// <summary>As in Stable Diffusion 1: convolutional projections, one number of heads, no attention on the lowest level.</summary>
    public static TinyComponent UNet { get; } = new("""
        {
          "_class_name": "UNet2DConditionModel", "sample_size": 8, "in_channels": 4, "out_channels": 4,
          "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
          "block_out_channels": [8, 16], "layers_per_block": 1, "attention_head_dim": 2, "norm_num_groups": 4, "cross_attention_dim": 16
        }
        """, DiffusersWeights, folder => UNetTensors.UNet(UNetConfig.ReadUNet(folder), HasLinearProjections(folder)));

    /// <summary>As in Stable Diffusion 2: linear projections, heads by level.</summary>
    public static TinyComponent UNetV2 { get; } = UNet.With("use_linear_projection", "true").With("attention_head_dim", "[1, 4]");

    /// <summary>As in Stable Diffusion XL: pooled prompt and sizes as conditions, attention and depth growing downwards.</summary>
    public static TinyComponent UNetXl { get; } = AsXl(UNet).With("up_block_types", """["CrossAttnUpBlock2D", "UpBlock2D"]""");

    public static TinyComponent ControlNet { get; } = new("""
        {
          "_class_name": "ControlNetModel", "in_channels": 4, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
          "block_out_channels": [8, 16], "layers_per_block": 1, "attention_head_dim": 2, "norm_num_groups": 4, "cross_attention_dim": 16,
          "conditioning_channels": 3, "conditioning_embedding_out_channels": [4, 8], "controlnet_conditioning_channel_order": "rgb"
        }
        """, DiffusersWeights, folder => UNetTensors.ControlNet(ControlNetConfig.Read(folder), HasLinearProjections(folder)));

    public static TinyComponent ControlNetXl { get; } = AsXl(ControlNet);

    /// <summary>Two pixels per latent.</summary>
    public static TinyComponent Vae { get; } = new("""
        {
          "_class_name": "AutoencoderKL", "in_channels": 3, "out_channels": 3, "latent_channels": 4,
          "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"],
          "block_out_channels": [8, 16], "layers_per_block": 1, "norm_num_groups": 4, "scaling_factor": 0.5
        }
        """, DiffusersWeights, folder => VaeTensors.Of(VaeConfig.Read(folder)));

    public static TinyComponent TextEncoder { get; } = new("""
        {
          "architectures": ["CLIPTextModel"], "hidden_act": "quick_gelu", "hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2,
          "num_hidden_layers": 3, "max_position_embeddings": 77, "vocab_size": 1514, "eos_token_id": 2
        }
        """, "model", folder => TextEncoderTensors.Of(TextEncoderConfig.Read(folder)));

    /// <summary>SDXL's second one, with a projection of the pooled prompt.</summary>
    public static TinyComponent ProjectedTextEncoder { get; } = TextEncoder.With("architectures", """["CLIPTextModelWithProjection"]""")
        .With("hidden_act", "\"gelu\"").With("hidden_size", "12").With("projection_dim", "12");

    private static TinyComponent AsXl(TinyComponent component) => component
        .With("down_block_types", """["DownBlock2D", "CrossAttnDownBlock2D"]""").With("attention_head_dim", "[2, 4]")
        .With("transformer_layers_per_block", "[1, 2]").With("use_linear_projection", "true").With("cross_attention_dim", "28")
        .With("addition_embed_type", "\"text_time\"").With("addition_time_embed_dim", "4").With("projection_class_embeddings_input_dim", "36");

    private static bool HasLinearProjections(string folder)
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        return config.RootElement.TryGetProperty("use_linear_projection", out var value) && value.GetBoolean();
    }
}
