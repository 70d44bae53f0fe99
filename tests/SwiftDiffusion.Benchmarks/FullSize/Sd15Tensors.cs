namespace SwiftDiffusion.Benchmarks.FullSize;

/// <summary>Names and shapes of every tensor of Stable Diffusion 1.5 and its ControlNets, from the modules of the reference implementation.</summary>
internal static class Sd15Tensors
{
    private const int TimeWidth = 1280;
    private const int ContextWidth = 768;
    private static readonly int[] Channels = [320, 640, 1280, 1280];
    private static readonly int[] VaeChannels = [128, 256, 512, 512];

    /// <summary>859,520,964 parameters.</summary>
    public static IReadOnlyList<RandomTensor> UNet()
    {
        var list = new TensorList();
        var skips = new Stack<int>(DownHalf(list));
        int channels = Channels[^1];
        for (int i = 0; i < 4; i++)
        {
            int outputs = Channels[3 - i];
            for (int layer = 0; layer < 3; layer++)
            {
                ResNet(list, $"up_blocks.{i}.resnets.{layer}", channels + skips.Pop(), outputs, TimeWidth);
                channels = outputs;
                if (i > 0)
                    Transformer(list, $"up_blocks.{i}.attentions.{layer}", channels);
            }

            if (i < 3)
                list.Conv($"up_blocks.{i}.upsamplers.0.conv", channels, channels);
        }

        list.Norm("conv_norm_out", channels);
        list.Conv("conv_out", channels, 4);
        return list.Tensors;
    }

    /// <summary>361,279,120 parameters.</summary>
    public static IReadOnlyList<RandomTensor> ControlNet()
    {
        var list = new TensorList();
        var skips = DownHalf(list);
        int[] widths = [16, 32, 96, 256];
        list.Conv("controlnet_cond_embedding.conv_in", 3, widths[0]);
        for (int i = 0; i + 1 < widths.Length; i++)
        {
            list.Conv($"controlnet_cond_embedding.blocks.{2 * i}", widths[i], widths[i]);
            list.Conv($"controlnet_cond_embedding.blocks.{(2 * i) + 1}", widths[i], widths[i + 1]);
        }

        list.Conv("controlnet_cond_embedding.conv_out", widths[^1], Channels[0]);
        for (int i = 0; i < skips.Count; i++)
            list.Conv($"controlnet_down_blocks.{i}", skips[i], skips[i], kernel: 1);
        list.Conv("controlnet_mid_block", Channels[^1], Channels[^1], kernel: 1);
        return list.Tensors;
    }

    /// <summary>83,653,863 parameters.</summary>
    public static IReadOnlyList<RandomTensor> Vae()
    {
        var list = new TensorList();
        list.Conv("encoder.conv_in", 3, VaeChannels[0]);
        int channels = VaeChannels[0];
        for (int level = 0; level < 4; level++)
        {
            VaeLevel(list, $"encoder.down_blocks.{level}", ref channels, VaeChannels[level], layers: 2);
            if (level < 3)
                list.Conv($"encoder.down_blocks.{level}.downsamplers.0.conv", channels, channels);
        }

        VaeEnds(list, "encoder", channels, channels, 8);
        list.Conv("quant_conv", 8, 8, kernel: 1);
        list.Conv("post_quant_conv", 4, 4, kernel: 1);
        list.Conv("decoder.conv_in", 4, channels);
        for (int i = 0; i < 4; i++)
        {
            VaeLevel(list, $"decoder.up_blocks.{i}", ref channels, VaeChannels[3 - i], layers: 3);
            if (i < 3)
                list.Conv($"decoder.up_blocks.{i}.upsamplers.0.conv", channels, channels);
        }

        VaeEnds(list, "decoder", VaeChannels[^1], channels, 3);
        return list.Tensors;
    }

    /// <summary>123,060,480 parameters.</summary>
    public static IReadOnlyList<RandomTensor> TextEncoder()
    {
        var list = new TensorList();
        list.Table("text_model.embeddings.token_embedding.weight", 49408, ContextWidth);
        list.Table("text_model.embeddings.position_embedding.weight", 77, ContextWidth);
        for (int layer = 0; layer < 12; layer++)
        {
            string path = $"text_model.encoder.layers.{layer}";
            foreach (string projection in (ReadOnlySpan<string>)["q_proj", "k_proj", "v_proj", "out_proj"])
                list.Linear($"{path}.self_attn.{projection}", ContextWidth, ContextWidth);
            list.Norm($"{path}.layer_norm1", ContextWidth);
            list.Norm($"{path}.layer_norm2", ContextWidth);
            list.Linear($"{path}.mlp.fc1", ContextWidth, 4 * ContextWidth);
            list.Linear($"{path}.mlp.fc2", 4 * ContextWidth, ContextWidth);
        }

        list.Norm("text_model.final_layer_norm", ContextWidth);
        return list.Tensors;
    }

    /// <summary>Time embedding, down blocks and middle; returns the channels of the skips.</summary>
    private static List<int> DownHalf(TensorList list)
    {
        list.Linear("time_embedding.linear_1", Channels[0], TimeWidth);
        list.Linear("time_embedding.linear_2", TimeWidth, TimeWidth);
        list.Conv("conv_in", 4, Channels[0]);
        int channels = Channels[0];
        var skips = new List<int> { channels };
        for (int level = 0; level < 4; level++)
        {
            for (int layer = 0; layer < 2; layer++)
            {
                ResNet(list, $"down_blocks.{level}.resnets.{layer}", channels, Channels[level], TimeWidth);
                channels = Channels[level];
                if (level < 3)
                    Transformer(list, $"down_blocks.{level}.attentions.{layer}", channels);
                skips.Add(channels);
            }

            if (level == 3)
                continue;
            list.Conv($"down_blocks.{level}.downsamplers.0.conv", channels, channels);
            skips.Add(channels);
        }

        ResNet(list, "mid_block.resnets.0", channels, channels, TimeWidth);
        Transformer(list, "mid_block.attentions.0", channels);
        ResNet(list, "mid_block.resnets.1", channels, channels, TimeWidth);
        return skips;
    }

    private static void ResNet(TensorList list, string path, int inputs, int outputs, int timeWidth)
    {
        list.Norm($"{path}.norm1", inputs);
        list.Conv($"{path}.conv1", inputs, outputs);
        if (timeWidth > 0)
            list.Linear($"{path}.time_emb_proj", timeWidth, outputs);
        list.Norm($"{path}.norm2", outputs);
        list.Conv($"{path}.conv2", outputs, outputs);
        if (inputs != outputs)
            list.Conv($"{path}.conv_shortcut", inputs, outputs, kernel: 1);
    }

    private static void Transformer(TensorList list, string path, int width)
    {
        list.Norm($"{path}.norm", width);
        list.Conv($"{path}.proj_in", width, width, kernel: 1);
        string block = $"{path}.transformer_blocks.0";
        foreach (var (attention, context) in (ReadOnlySpan<(string, int)>)[("attn1", width), ("attn2", ContextWidth)])
        {
            list.Linear($"{block}.{attention}.to_q", width, width, bias: false);
            list.Linear($"{block}.{attention}.to_k", context, width, bias: false);
            list.Linear($"{block}.{attention}.to_v", context, width, bias: false);
            list.Linear($"{block}.{attention}.to_out.0", width, width);
        }

        list.Linear($"{block}.ff.net.0.proj", width, 8 * width);
        list.Linear($"{block}.ff.net.2", 4 * width, width);
        for (int i = 1; i <= 3; i++)
            list.Norm($"{block}.norm{i}", width);
        list.Conv($"{path}.proj_out", width, width, kernel: 1);
    }

    private static void VaeLevel(TensorList list, string path, ref int channels, int outputs, int layers)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            ResNet(list, $"{path}.resnets.{layer}", channels, outputs, timeWidth: 0);
            channels = outputs;
        }
    }

    /// <summary>The middle block and what ends an encoder or decoder.</summary>
    private static void VaeEnds(TensorList list, string path, int middle, int channels, int outputs)
    {
        ResNet(list, $"{path}.mid_block.resnets.0", middle, middle, timeWidth: 0);
        ResNet(list, $"{path}.mid_block.resnets.1", middle, middle, timeWidth: 0);
        string attention = $"{path}.mid_block.attentions.0";
        list.Norm($"{attention}.group_norm", middle);
        foreach (string projection in (ReadOnlySpan<string>)["query", "key", "value", "proj_attn"])
            list.Linear($"{attention}.{projection}", middle, middle);
        list.Norm($"{path}.conv_norm_out", channels);
        list.Conv($"{path}.conv_out", channels, outputs);
    }
}
