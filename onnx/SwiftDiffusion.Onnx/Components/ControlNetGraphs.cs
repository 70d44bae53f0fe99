using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>
/// A ControlNet (Zhang et al. 2023) as two graphs: "controlnet.embed" runs once per control image, "controlnet.branch" once per step, beside
/// the UNet's down half.
/// </summary>
public static class ControlNetGraphs
{
    /// <summary>controlnet_cond [rows, 3, 8h, 8w] in [0, 1] to embedding [rows, C, h, w].</summary>
    public static CompiledGraph Embed(ControlNetConfig config, WeightSet weights)
    {
        const string path = "controlnet_cond_embedding";
        var g = new GraphBuilder("controlnet.embed", weights);
        var widths = config.EmbeddingChannels;
        var x = g.Input("controlnet_cond", -1, config.ConditioningChannels, -1, -1);
        if (config.ReadsBgr)
            x = g.Node("Gather", [x, g.Constant([2L, 1, 0])], ("axis", 1));
        x = g.Silu(g.Conv($"{path}.conv_in", x, config.ConditioningChannels, widths[0]));
        for (int i = 0; i + 1 < widths.Length; i++)
        {
            x = g.Silu(g.Conv($"{path}.blocks.{2 * i}", x, widths[i], widths[i]));
            x = g.Silu(g.Conv($"{path}.blocks.{(2 * i) + 1}", x, widths[i], widths[i + 1], stride: 2));
        }

        g.Output("embedding", g.Conv($"{path}.conv_out", x, widths[^1], config.Down.BlockChannels[0]));
        return g.Build();
    }

    /// <summary>
    /// The UNet down half's inputs, embedding [rows or 1, C, h, w] and conditioning_scale [rows or 1, 1, 1, 1] to residual_0 … residual_n and
    /// residual_mid, already scaled.
    /// </summary>
    public static CompiledGraph Branch(ControlNetConfig config, WeightSet weights)
    {
        var g = new GraphBuilder("controlnet.branch", weights);
        var down = config.Down;
        var half = new UNetDownHalf(g, down);
        var sample = g.Input("sample", -1, down.InChannels, -1, -1);
        var time = half.Conditions();
        var context = g.Input("encoder_hidden_states", -1, -1, down.ContextWidth);
        var embedding = g.Input("embedding", -1, down.BlockChannels[0], -1, -1);
        var scale = g.Input("conditioning_scale", -1, 1, 1, 1);
        var x = g.Node("Add", [g.Conv("conv_in", sample, down.InChannels, down.BlockChannels[0]), embedding]);
        var skips = half.DownPath(x, time, context);
        for (int i = 0; i < skips.Count; i++)
            g.Output(UNetGraphs.Residual(i), ZeroConvolution(g, $"controlnet_down_blocks.{i}", skips[i].Value, skips[i].Channels, scale));
        int lowest = down.BlockChannels[^1];
        g.Output("residual_mid", ZeroConvolution(g, "controlnet_mid_block", half.Middle(skips[^1].Value, time, context), lowest, scale));
        return g.Build();
    }

    private static Value ZeroConvolution(GraphBuilder g, string path, Value x, int channels, Value scale) =>
        g.Node("Mul", [g.Conv(path, x, channels, channels, kernel: 1), scale]);
}
