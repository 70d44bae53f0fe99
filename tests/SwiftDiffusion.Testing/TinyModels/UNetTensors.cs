using SwiftDiffusion.Onnx.Components;
using static SwiftDiffusion.Testing.TinyModels.ModuleTensors;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>The tensors of a UNet and of a ControlNet.</summary>
public static class UNetTensors
{
    public static IEnumerable<TensorShape> UNet(UNetConfig config, bool linearProjections) =>
    [
        .. DownHalf(config, linearProjections),
        .. Enumerable.Range(0, config.BlockChannels.Length).SelectMany(block => UpBlock(config, block, linearProjections)),
        .. Norm("conv_norm_out", config.BlockChannels[0]), .. Conv("conv_out", config.BlockChannels[0], config.OutChannels),
    ];

    public static IEnumerable<TensorShape> ControlNet(ControlNetConfig config, bool linearProjections)
    {
        const string embedding = "controlnet_cond_embedding";
        var widths = config.EmbeddingChannels;
        var skips = UNetGraphs.SkipChannels(config.Down);
        int lowest = config.Down.BlockChannels[^1];
        return
        [
            .. DownHalf(config.Down, linearProjections),
            .. Conv($"{embedding}.conv_in", config.ConditioningChannels, widths[0]),
            .. Enumerable.Range(0, widths.Length - 1).SelectMany(i => (TensorShape[])
                [.. Conv($"{embedding}.blocks.{2 * i}", widths[i], widths[i]), .. Conv($"{embedding}.blocks.{(2 * i) + 1}", widths[i], widths[i + 1])]),
            .. Conv($"{embedding}.conv_out", widths[^1], config.Down.BlockChannels[0]),
            .. skips.SelectMany((channels, i) => Conv($"controlnet_down_blocks.{i}", channels, channels, kernel: 1)),
            .. Conv("controlnet_mid_block", lowest, lowest, kernel: 1),
        ];
    }

    private static IEnumerable<TensorShape> DownHalf(UNetConfig config, bool linearProjections)
    {
        int last = config.BlockChannels.Length - 1, lowest = config.BlockChannels[last];
        return
        [
            .. Conv("conv_in", config.InChannels, config.BlockChannels[0]),
            .. Perceptron("time_embedding", config.BlockChannels[0], config.TimeWidth),
            .. config.HasAddedConditions ? Perceptron("add_embedding", config.AddedInputWidth, config.TimeWidth) : [],
            .. Enumerable.Range(0, config.BlockChannels.Length).SelectMany(level => DownBlock(config, level, linearProjections)),
            .. ResNet("mid_block.resnets.0", lowest, lowest, config.TimeWidth),
            .. Transformer("mid_block.attentions.0", lowest, config.TransformerDepth[last], config.ContextWidth, linearProjections),
            .. ResNet("mid_block.resnets.1", lowest, lowest, config.TimeWidth),
        ];
    }

    private static IEnumerable<TensorShape> Perceptron(string path, int inputs, int outputs) =>
        [.. Linear($"{path}.linear_1", inputs, outputs), .. Linear($"{path}.linear_2", outputs, outputs)];

    private static List<TensorShape> DownBlock(UNetConfig config, int level, bool linearProjections)
    {
        var tensors = new List<TensorShape>();
        string path = $"down_blocks.{level}";
        int channels = config.BlockChannels[Math.Max(0, level - 1)], outputs = config.BlockChannels[level];
        for (int layer = 0; layer < config.LayersPerBlock; layer++)
        {
            tensors.AddRange(ResNet($"{path}.resnets.{layer}", layer == 0 ? channels : outputs, outputs, config.TimeWidth));
            if (config.DownAttention[level])
                tensors.AddRange(Transformer($"{path}.attentions.{layer}", outputs, config.TransformerDepth[level], config.ContextWidth, linearProjections));
        }

        if (level < config.BlockChannels.Length - 1)
            tensors.AddRange(Conv($"{path}.downsamplers.0.conv", outputs, outputs));
        return tensors;
    }

    private static List<TensorShape> UpBlock(UNetConfig config, int block, bool linearProjections)
    {
        var tensors = new List<TensorShape>();
        var skips = UNetGraphs.SkipChannels(config);
        string path = $"up_blocks.{block}";
        int levels = config.BlockChannels.Length, level = levels - 1 - block;
        int channels = config.BlockChannels[Math.Min(level + 1, levels - 1)], outputs = config.BlockChannels[level];
        for (int layer = 0; layer <= config.LayersPerBlock; layer++)
        {
            int skip = skips[skips.Count - 1 - (block * (config.LayersPerBlock + 1)) - layer];
            tensors.AddRange(ResNet($"{path}.resnets.{layer}", (layer == 0 ? channels : outputs) + skip, outputs, config.TimeWidth));
            if (config.UpAttention[block])
                tensors.AddRange(Transformer($"{path}.attentions.{layer}", outputs, config.TransformerDepth[level], config.ContextWidth, linearProjections));
        }

        if (level > 0)
            tensors.AddRange(Conv($"{path}.upsamplers.0.conv", outputs, outputs));
        return tensors;
    }
}
