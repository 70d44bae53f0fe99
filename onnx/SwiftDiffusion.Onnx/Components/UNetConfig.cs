using System.Collections.Immutable;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>
/// The architecture of a UNet2DConditionModel, or of a ControlNetModel, which has the same down half. Parsed from config.json; settings
/// outside what the compiler builds are refused by name, never approximated.
/// </summary>
public sealed record UNetConfig
{
    /// <summary>Channels of the sample: 4, or 9 for inpainting models.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the noise prediction.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Width of each resolution level.</summary>
    public required ImmutableArray<int> BlockChannels { get; init; }

    /// <summary>Which levels of the down path have transformers.</summary>
    public required ImmutableArray<bool> DownAttention { get; init; }

    /// <summary>Which levels of the up path have transformers, in the order they run (deepest first).</summary>
    public required ImmutableArray<bool> UpAttention { get; init; }

    /// <summary>ResNet blocks per level on the way down (one more on the way up).</summary>
    public required int LayersPerBlock { get; init; }

    /// <summary>Attention heads per level.</summary>
    public required ImmutableArray<int> Heads { get; init; }

    /// <summary>Transformer blocks per level.</summary>
    public required ImmutableArray<int> TransformerDepth { get; init; }

    /// <summary>Width of the prompt embeddings.</summary>
    public required int ContextWidth { get; init; }

    public required int NormGroups { get; init; }

    public required float NormEpsilon { get; init; }

    public required bool CosineFirst { get; init; }

    public required float FrequencyShift { get; init; }

    /// <summary>Width of each of the six size conditions' sinusoids (SDXL), or 0 for models without added conditions.</summary>
    public required int AddedTimeWidth { get; init; }

    /// <summary>Width of pooled prompt embeddings plus size conditions (SDXL), or 0.</summary>
    public required int AddedInputWidth { get; init; }

    /// <summary>Latent size the model was trained at; the default image is VAE scale times this.</summary>
    public required int SampleSize { get; init; }

    /// <summary>Width of the time embedding.</summary>
    public int TimeWidth => BlockChannels[0] * 4;

    public bool HasAddedConditions => AddedTimeWidth > 0;

    /// <summary>Parses the config.json of a UNet.</summary>
    public static UNetConfig ReadUNet(string folder)
    {
        var json = JsonFile.Read(Path.Combine(folder, "config.json"));
        json.Only("_class_name", "UNet2DConditionModel");
        var down = json.BlockTypes("down_block_types");
        var up = json.BlockTypes("up_block_types");
        if (up.Length != down.Length)
            throw json.Wrong("up_block_types", $"{down.Length} blocks, as many as down_block_types");
        RefuseUnsupported(json);
        foreach (string field in (ReadOnlySpan<string>)["dual_cross_attention", "class_embeddings_concat", "center_input_sample"])
            json.Only(field, "false");
        json.Only("conv_out_kernel", "3");
        json.Only("time_cond_proj_dim", "null");
        json.Only("attention_type", "default");
        json.Only("reverse_transformer_layers_per_block", "null");
        return Read(json, down) with
        {
            UpAttention = Attention(json, "up_block_types", up, "CrossAttnUpBlock2D", "UpBlock2D"),
            OutChannels = json.Int("out_channels", 4),
            SampleSize = json.Int("sample_size", 64),
        };
    }

    /// <summary>Parses the down half shared by both kinds; fields of the up half stay empty.</summary>
    internal static UNetConfig Read(JsonFile json, ImmutableArray<string> down)
    {
        int levels = down.Length;
        var channels = json.IntsPerBlock("block_out_channels", levels);
        bool added = json.Has("addition_embed_type");
        var config = new UNetConfig
        {
            InChannels = json.Int("in_channels", 4),
            OutChannels = 0,
            BlockChannels = channels,
            DownAttention = Attention(json, "down_block_types", down, "CrossAttnDownBlock2D", "DownBlock2D"),
            UpAttention = [],
            LayersPerBlock = json.Int("layers_per_block", 2, max: 16),
            // diffusers calls the number of heads attention_head_dim unless num_attention_heads is given.
            Heads = json.Has("num_attention_heads") ? json.IntsPerBlock("num_attention_heads", levels) : json.IntsPerBlock("attention_head_dim", levels, 8),
            TransformerDepth = json.IntsPerBlock("transformer_layers_per_block", levels, 1),
            ContextWidth = json.Int("cross_attention_dim", 1280),
            NormGroups = json.Int("norm_num_groups", 32),
            NormEpsilon = json.PositiveFloat("norm_eps", 1e-5f),
            CosineFirst = json.Bool("flip_sin_to_cos", true),
            FrequencyShift = json.Float("freq_shift", 0f),
            AddedTimeWidth = added ? json.Int("addition_time_embed_dim") : 0,
            AddedInputWidth = added ? json.Int("projection_class_embeddings_input_dim") : 0,
            SampleSize = 64,
        };
        config.RefuseIndivisible(json);
        config.RefuseOddSinusoids(json);
        return config;
    }

    internal static void RefuseUnsupported(JsonFile json)
    {
        json.Only("mid_block_type", "UNetMidBlock2DCrossAttn");
        json.Only("act_fn", "silu");
        json.Only("resnet_time_scale_shift", "default");
        json.Only("time_embedding_type", "positional");
        json.Only("addition_embed_type", "null", "text_time");
        json.Only("conv_in_kernel", "3");
        json.Only("downsample_padding", "1");
        json.Only("mid_block_scale_factor", "1", "1.0");
        json.Only("resnet_out_scale_factor", "1", "1.0");
        json.Only("mid_block_only_cross_attention", "null", "false");
        foreach (string field in (ReadOnlySpan<string>)["only_cross_attention", "resnet_skip_time_act"])
            json.Only(field, "false");
        foreach (string field in (ReadOnlySpan<string>)["class_embed_type", "encoder_hid_dim", "encoder_hid_dim_type", "num_class_embeds", "cross_attention_norm", "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act"])
            json.Only(field, "null");
    }

    private static ImmutableArray<bool> Attention(JsonFile json, string field, ImmutableArray<string> types, string with, string without)
    {
        if (types.Any(type => type != with && type != without))
            throw json.Wrong(field, $"{with} or {without} only");
        return [.. types.Select(type => type == with)];
    }

    /// <summary>Half of a sinusoidal embedding are sines and half cosines; more than one frequency has to be left after the shift.</summary>
    private void RefuseOddSinusoids(JsonFile json)
    {
        if (BlockChannels[0] % 2 != 0)
            throw json.Wrong("block_out_channels", "an even width of the first block, which is that of the time embedding");
        if (FrequencyShift >= BlockChannels[0] / 2)
            throw json.Wrong("freq_shift", $"a number below {BlockChannels[0] / 2}, half the first block's channels");
        if (!HasAddedConditions)
            return;
        if (AddedTimeWidth % 2 != 0 || FrequencyShift >= AddedTimeWidth / 2)
            throw json.Wrong("addition_time_embed_dim", $"an even number above {2 * FrequencyShift}");
        if (AddedInputWidth <= 6 * AddedTimeWidth)
            throw json.Wrong("projection_class_embeddings_input_dim", $"more than 6 x addition_time_embed_dim, {6 * AddedTimeWidth}");
    }

    private void RefuseIndivisible(JsonFile json)
    {
        for (int level = 0; level < BlockChannels.Length; level++)
        {
            if (BlockChannels[level] % NormGroups != 0)
                throw json.Wrong("norm_num_groups", $"a divisor of every block's channels, {BlockChannels[level]} among them");
            if (BlockChannels[level] % Heads[level] != 0)
                throw json.Wrong(json.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", $"numbers of heads that divide the channels, {Heads[level]} does not divide {BlockChannels[level]}");
        }
    }
}
