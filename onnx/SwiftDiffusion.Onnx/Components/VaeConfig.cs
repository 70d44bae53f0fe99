using System.Collections.Immutable;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>The architecture of an AutoencoderKL.</summary>
public sealed record VaeConfig
{
    public required int ImageChannels { get; init; }

    public required int LatentChannels { get; init; }

    /// <summary>Width of each level, image side first.</summary>
    public required ImmutableArray<int> BlockChannels { get; init; }

    /// <summary>ResNet blocks per encoder level (one more in the decoder).</summary>
    public required int LayersPerBlock { get; init; }

    public required int NormGroups { get; init; }

    /// <summary>Latents are stored multiplied by this.</summary>
    public required float LatentScalingFactor { get; init; }

    public required bool HasQuantConv { get; init; }

    public required bool HasPostQuantConv { get; init; }

    public required bool HasMidAttention { get; init; }

    /// <summary>Pixels per latent along one axis.</summary>
    public int Scale => 1 << (BlockChannels.Length - 1);

    /// <summary>Parses the config.json of a VAE.</summary>
    public static VaeConfig Read(string folder)
    {
        var json = JsonFile.Read(Path.Combine(folder, "config.json"));
        json.Only("_class_name", "AutoencoderKL");
        json.Only("act_fn", "silu");
        foreach (string field in (ReadOnlySpan<string>)["latents_mean", "latents_std", "shift_factor"])
            json.Only(field, "null");
        json.Only("in_channels", "3");
        json.Only("out_channels", "3");
        var down = json.BlockTypes("down_block_types");
        if (down.Any(type => type != "DownEncoderBlock2D"))
            throw json.Wrong("down_block_types", "DownEncoderBlock2D only");
        var up = json.Strings("up_block_types");
        if (up.Length != down.Length || up.Any(type => type != "UpDecoderBlock2D"))
            throw json.Wrong("up_block_types", $"{down.Length} times UpDecoderBlock2D");
        var config = new VaeConfig
        {
            ImageChannels = json.Int("in_channels", 3),
            LatentChannels = json.Int("latent_channels", 4),
            BlockChannels = json.IntsPerBlock("block_out_channels", down.Length),
            LayersPerBlock = json.Int("layers_per_block", 1, max: 16),
            NormGroups = json.Int("norm_num_groups", 32),
            LatentScalingFactor = json.PositiveFloat("scaling_factor", 0.18215f),
            HasQuantConv = json.Bool("use_quant_conv", true),
            HasPostQuantConv = json.Bool("use_post_quant_conv", true),
            HasMidAttention = json.Bool("mid_block_add_attention", true),
        };
        if (config.BlockChannels.Any(channels => channels % config.NormGroups != 0))
            throw json.Wrong("norm_num_groups", "a divisor of every block's channels");
        return config;
    }
}
