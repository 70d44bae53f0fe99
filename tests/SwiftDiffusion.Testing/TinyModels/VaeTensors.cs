using SwiftDiffusion.Onnx.Components;
using static SwiftDiffusion.Testing.TinyModels.ModuleTensors;

namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>The tensors of an AutoencoderKL.</summary>
public static class VaeTensors
{
    public static IEnumerable<TensorShape> Of(VaeConfig config)
    {
        int moments = 2 * config.LatentChannels;
        return
        [
            .. Coder("encoder", config, config.ImageChannels, config.BlockChannels, config.LayersPerBlock, moments),
            .. config.HasQuantConv ? Conv("quant_conv", moments, moments, kernel: 1) : [],
            .. config.HasPostQuantConv ? Conv("post_quant_conv", config.LatentChannels, config.LatentChannels, kernel: 1) : [],
            .. Coder("decoder", config, config.LatentChannels, [.. config.BlockChannels.Reverse()], config.LayersPerBlock + 1, config.ImageChannels),
        ];
    }

    private static IEnumerable<TensorShape> Coder(string path, VaeConfig config, int inputs, IReadOnlyList<int> widths, int layers, int outputs)
    {
        bool isEncoder = path == "encoder";
        int middle = config.BlockChannels[^1];
        return
        [
            .. Conv($"{path}.conv_in", inputs, widths[0]),
            .. widths.SelectMany((width, level) => Block(path, isEncoder, widths[Math.Max(0, level - 1)], width, level, layers, level == widths.Count - 1)),
            .. ResNet($"{path}.mid_block.resnets.0", middle, middle),
            .. config.HasMidAttention ? Attention($"{path}.mid_block.attentions.0", middle) : [],
            .. ResNet($"{path}.mid_block.resnets.1", middle, middle),
            .. Norm($"{path}.conv_norm_out", widths[^1]), .. Conv($"{path}.conv_out", widths[^1], outputs),
        ];
    }

    private static IEnumerable<TensorShape> Block(string path, bool isEncoder, int inputs, int outputs, int level, int layers, bool isLast)
    {
        string block = isEncoder ? $"{path}.down_blocks.{level}" : $"{path}.up_blocks.{level}";
        string sampler = isEncoder ? "downsamplers" : "upsamplers";
        return
        [
            .. Enumerable.Range(0, layers).SelectMany(layer => ResNet($"{block}.resnets.{layer}", layer == 0 ? inputs : outputs, outputs)),
            .. isLast ? [] : Conv($"{block}.{sampler}.0.conv", outputs, outputs),
        ];
    }

    private static IEnumerable<TensorShape> Attention(string path, int width) =>
    [
        .. Norm($"{path}.group_norm", width),
        .. ((string[])["to_q", "to_k", "to_v", "to_out.0"]).SelectMany(name => Linear($"{path}.{name}", width, width)),
    ];
}
