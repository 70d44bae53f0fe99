using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>The two halves of a KL autoencoder.</summary>
public static class VaeGraphs
{
    /// <summary>diffusers gives every group normalization of a VAE this epsilon.</summary>
    private const float Epsilon = 1e-6f;

    /// <summary>image [rows, 3, h, w] in [-1, 1] to moments [rows, 2·C, h/8, w/8]: mean, then logarithm of the variance (not clamped).</summary>
    public static CompiledGraph Encoder(VaeConfig config, WeightSet weights)
    {
        var g = new GraphBuilder("vae.encoder", weights);
        var norm = new GroupNormShape(config.NormGroups, Epsilon);
        int channels = config.BlockChannels[0];
        var x = g.Conv("encoder.conv_in", g.Input("image", -1, config.ImageChannels, -1, -1), config.ImageChannels, channels);
        for (int level = 0; level < config.BlockChannels.Length; level++)
        {
            string path = $"encoder.down_blocks.{level}";
            for (int layer = 0; layer < config.LayersPerBlock; layer++)
            {
                x = g.ResNet($"{path}.resnets.{layer}", x, channels, config.BlockChannels[level], norm);
                channels = config.BlockChannels[level];
            }

            if (level < config.BlockChannels.Length - 1)
                x = g.Downsample(path, x, channels, padsAllSides: false);
        }

        x = Middle(g, "encoder.mid_block", x, channels, config);
        x = g.Silu(g.GroupNorm("encoder.conv_norm_out", x, channels, config.NormGroups, Epsilon));
        int moments = 2 * config.LatentChannels;
        x = g.Conv("encoder.conv_out", x, channels, moments);
        g.Output("moments", config.HasQuantConv ? g.Conv("quant_conv", x, moments, moments, kernel: 1) : x);
        return g.Build();
    }

    /// <summary>latents [rows, C, h, w], already divided by the scaling factor, to image [rows, 3, 8h, 8w], about [-1, 1] (not clamped).</summary>
    public static CompiledGraph Decoder(VaeConfig config, WeightSet weights)
    {
        var g = new GraphBuilder("vae.decoder", weights);
        var norm = new GroupNormShape(config.NormGroups, Epsilon);
        int channels = config.BlockChannels[^1];
        var x = g.Input("latents", -1, config.LatentChannels, -1, -1);
        if (config.HasPostQuantConv)
            x = g.Conv("post_quant_conv", x, config.LatentChannels, config.LatentChannels, kernel: 1);
        x = g.Conv("decoder.conv_in", x, config.LatentChannels, channels);
        x = Middle(g, "decoder.mid_block", x, channels, config);
        for (int i = 0; i < config.BlockChannels.Length; i++)
        {
            string path = $"decoder.up_blocks.{i}";
            int outputs = config.BlockChannels[^(i + 1)];
            for (int layer = 0; layer <= config.LayersPerBlock; layer++)
            {
                x = g.ResNet($"{path}.resnets.{layer}", x, channels, outputs, norm);
                channels = outputs;
            }

            if (i < config.BlockChannels.Length - 1)
                x = g.UpsampleTwice(path, x, channels);
        }

        x = g.Silu(g.GroupNorm("decoder.conv_norm_out", x, channels, config.NormGroups, Epsilon));
        g.Output("image", g.Conv("decoder.conv_out", x, channels, config.ImageChannels));
        return g.Build();
    }

    private static Value Middle(GraphBuilder g, string path, Value x, int channels, VaeConfig config)
    {
        var norm = new GroupNormShape(config.NormGroups, Epsilon);
        x = g.ResNet($"{path}.resnets.0", x, channels, channels, norm);
        if (config.HasMidAttention)
            x = SingleHeadAttention(g, $"{path}.attentions.0", x, channels, config.NormGroups);
        return g.ResNet($"{path}.resnets.1", x, channels, channels, norm);
    }

    /// <summary>Self-attention over all pixels with one head as wide as the feature map.</summary>
    private static Value SingleHeadAttention(GraphBuilder g, string path, Value x, int channels, int groups)
    {
        var normal = g.GroupNorm($"{path}.group_norm", x, channels, groups, Epsilon);
        var flat = g.Node("Reshape", [normal, g.Constant([0L, channels, -1])]);
        var tokens = g.Node("Transpose", [flat], ("perm", new long[] { 0, 2, 1 }));
        // Checkpoints from before 2023 use the names on the right.
        var q = g.Linear(Named(g, path, "to_q", "query"), tokens, channels, channels);
        var k = g.Linear(Named(g, path, "to_k", "key"), tokens, channels, channels);
        var v = g.Linear(Named(g, path, "to_v", "value"), tokens, channels, channels);
        var mixed = g.Linear(Named(g, path, "to_out.0", "proj_attn"), g.MultiHead(q, k, v, heads: 1), channels, channels);
        var map = g.Node("Reshape", [g.Node("Transpose", [mixed], ("perm", new long[] { 0, 2, 1 })), g.Node("Shape", [x])]);
        return g.Node("Add", [map, x]);
    }

    private static string Named(GraphBuilder g, string path, string name, string formerName) =>
        g.Weights.Contains($"{path}.{formerName}.weight") ? $"{path}.{formerName}" : $"{path}.{name}";
}
