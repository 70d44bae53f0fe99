using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>
/// What UNet and ControlNet share: the embeddings of time and added conditions, the down path with its skips, and the middle.
/// Main path: (1) <see cref="Conditions"/>, (2) <see cref="DownPath"/>, (3) <see cref="Middle"/>.
/// </summary>
internal sealed class UNetDownHalf(GraphBuilder g, UNetConfig config)
{
    private readonly GroupNormShape _norm = new(config.NormGroups, config.NormEpsilon);

    /// <summary>Time embedding [rows, timeWidth], with the size and crop conditions of SDXL added, and through silu.</summary>
    public Value Conditions()
    {
        var timestep = g.Input("timestep", -1);
        var sinusoids = g.Sinusoids(timestep, config.BlockChannels[0], config.CosineFirst, config.FrequencyShift);
        g.Probe("time_proj", sinusoids);
        var embedding = g.TimestepPerceptron("time_embedding", sinusoids, config.BlockChannels[0], config.TimeWidth);
        g.Probe("temb", embedding);
        if (config.HasAddedConditions)
            embedding = g.Node("Add", [embedding, AddedConditions()]);
        return g.Silu(embedding);
    }

    /// <summary>The sample after conv_in through all levels.</summary>
    /// <returns>Every skip in order (conv_in's output first); the last one is also the middle's input.</returns>
    public List<(Value Value, int Channels)> DownPath(Value x, Value time, Value context)
    {
        int channels = config.BlockChannels[0];
        var skips = new List<(Value, int)> { (x, channels) };
        for (int level = 0; level < config.BlockChannels.Length; level++)
        {
            string path = $"down_blocks.{level}";
            for (int layer = 0; layer < config.LayersPerBlock; layer++)
            {
                x = g.ResNet($"{path}.resnets.{layer}", x, channels, config.BlockChannels[level], _norm, time, config.TimeWidth);
                channels = config.BlockChannels[level];
                if (config.DownAttention[level])
                    x = g.SpatialTransformer($"{path}.attentions.{layer}", x, context, Transformer(level));
                skips.Add((x, channels));
            }

            if (level < config.BlockChannels.Length - 1)
            {
                x = g.Downsample(path, x, channels, padsAllSides: true);
                skips.Add((x, channels));
            }
        }

        return skips;
    }

    /// <summary>ResNet, transformer, ResNet at the lowest resolution.</summary>
    public Value Middle(Value x, Value time, Value context)
    {
        int level = config.BlockChannels.Length - 1;
        int channels = config.BlockChannels[level];
        x = g.ResNet("mid_block.resnets.0", x, channels, channels, _norm, time, config.TimeWidth);
        x = g.SpatialTransformer("mid_block.attentions.0", x, context, Transformer(level));
        return g.ResNet("mid_block.resnets.1", x, channels, channels, _norm, time, config.TimeWidth);
    }

    public TransformerShape Transformer(int level) =>
        new(config.BlockChannels[level], config.Heads[level], config.TransformerDepth[level], config.ContextWidth, config.NormGroups);

    /// <summary>SDXL: pooled prompt embeddings and six sinusoids of original size, crop and target size, through a perceptron.</summary>
    private Value AddedConditions()
    {
        int pooledWidth = config.AddedInputWidth - (6 * config.AddedTimeWidth);
        var pooled = g.Input("text_embeds", -1, pooledWidth);
        var ids = g.Input("time_ids", -1, 6);
        var sinusoids = g.Sinusoids(ids, config.AddedTimeWidth, config.CosineFirst, config.FrequencyShift);
        var flat = g.Node("Reshape", [sinusoids, g.Constant([-1L, 6 * config.AddedTimeWidth])]);
        var joined = g.Node("Concat", [pooled, flat], ("axis", -1));
        return g.TimestepPerceptron("add_embedding", joined, config.AddedInputWidth, config.TimeWidth);
    }
}
