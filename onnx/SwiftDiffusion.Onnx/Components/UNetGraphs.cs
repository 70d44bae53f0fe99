using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>
/// The UNet as two graphs. "unet.down" ends after the middle block, because a ControlNet runs beside it; "unet.up" takes what the first half
/// made, adds the ControlNets' residuals and ends in the noise prediction.
/// </summary>
public static class UNetGraphs
{
    /// <summary>Output and input name of skip i between the halves.</summary>
    public static string Skip(int index) => $"skip_{index}";

    /// <summary>Input name of the residual that is added to skip i; [1, C, 1, 1] zeros when there is none.</summary>
    public static string Residual(int index) => $"residual_{index}";

    /// <summary>
    /// First half: sample [rows, C, h, w], timestep [rows], encoder_hidden_states [rows, tokens, width] (and text_embeds, time_ids for SDXL)
    /// to skip_0 … skip_n, mid and time.
    /// </summary>
    public static CompiledGraph Down(UNetConfig config, WeightSet weights, GraphFlavor flavor)
    {
        var g = new GraphBuilder("unet.down", weights, flavor);
        var half = new UNetDownHalf(g, config);
        var sample = g.Input("sample", -1, config.InChannels, -1, -1);
        var time = half.Conditions();
        var context = g.Input("encoder_hidden_states", -1, -1, config.ContextWidth);
        var x = g.Conv("conv_in", sample, config.InChannels, config.BlockChannels[0]);
        g.Probe("conv_in", x);
        var skips = half.DownPath(x, time, context);
        for (int i = 0; i < skips.Count; i++)
            g.Output(Skip(i), skips[i].Value);
        g.Output("mid", half.Middle(skips[^1].Value, time, context));
        g.Output("time", time);
        return g.Build();
    }

    /// <summary>
    /// Second half: mid, time, skip_i, encoder_hidden_states, residual_i and residual_mid (any size that broadcasts) to noise_prediction
    /// [rows, out, h, w].
    /// </summary>
    public static CompiledGraph Up(UNetConfig config, WeightSet weights, GraphFlavor flavor)
    {
        var g = new GraphBuilder("unet.up", weights, flavor);
        int levels = config.BlockChannels.Length;
        int lowest = config.BlockChannels[levels - 1];
        var time = g.Input("time", -1, config.TimeWidth);
        var context = g.Input("encoder_hidden_states", -1, -1, config.ContextWidth);
        var x = AddResidual(g, g.Input("mid", -1, lowest, -1, -1), "residual_mid", lowest);
        var skips = SkipInputs(g, config);
        int channels = lowest;
        for (int i = 0; i < levels; i++)
        {
            x = UpBlock(g, config, i, x, ref channels, time, context, skips);
            g.Probe($"up_{i}", x);
        }

        x = g.Silu(g.GroupNorm("conv_norm_out", x, channels, config.NormGroups, config.NormEpsilon));
        g.Output("noise_prediction", g.Conv("conv_out", x, channels, config.OutChannels));
        return g.Build();
    }

    /// <summary>Channels of every skip, in order.</summary>
    public static IReadOnlyList<int> SkipChannels(UNetConfig config)
    {
        var channels = new List<int> { config.BlockChannels[0] };
        for (int level = 0; level < config.BlockChannels.Length; level++)
        {
            // One per layer, and one more for the downsampler that follows on every level but the last.
            int count = config.LayersPerBlock + (level < config.BlockChannels.Length - 1 ? 1 : 0);
            channels.AddRange(Enumerable.Repeat(config.BlockChannels[level], count));
        }

        return channels;
    }

    private static Stack<(Value Value, int Channels)> SkipInputs(GraphBuilder g, UNetConfig config)
    {
        var skips = new Stack<(Value, int)>();
        var channels = SkipChannels(config);
        for (int i = 0; i < channels.Count; i++)
            skips.Push((AddResidual(g, g.Input(Skip(i), -1, channels[i], -1, -1), Residual(i), channels[i]), channels[i]));
        return skips;
    }

    private static Value AddResidual(GraphBuilder g, Value x, string input, int channels) =>
        g.Node("Add", [x, g.Input(input, -1, channels, -1, -1)]);

    private static Value UpBlock(
        GraphBuilder g, UNetConfig config, int index, Value x, ref int channels, Value time, Value context, Stack<(Value Value, int Channels)> skips)
    {
        int level = config.BlockChannels.Length - 1 - index;
        int outputs = config.BlockChannels[level];
        var half = new UNetDownHalf(g, config);
        var norm = new GroupNormShape(config.NormGroups, config.NormEpsilon);
        string path = $"up_blocks.{index}";
        for (int layer = 0; layer <= config.LayersPerBlock; layer++)
        {
            var (skip, skipChannels) = skips.Pop();
            x = g.Node("Concat", [x, skip], ("axis", 1));
            x = g.ResNet($"{path}.resnets.{layer}", x, channels + skipChannels, outputs, norm, time, config.TimeWidth);
            channels = outputs;
            if (config.UpAttention[index])
                x = g.SpatialTransformer($"{path}.attentions.{layer}", x, context, half.Transformer(level));
        }

        return level == 0 ? x : g.UpsampleLike(path, x, skips.Peek().Value, channels);
    }
}
