using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Tests.Adapters;

/// <summary>Catalogs of recorded bundles and of models that exist only as lists of weights.</summary>
internal static class Catalogs
{
    private static readonly (AdapterComponent Component, string Folder)[] Folders =
    [
        (AdapterComponent.UNet, "unet"),
        (AdapterComponent.TextEncoder, "text_encoder"),
        (AdapterComponent.TextEncoder2, "text_encoder_2"),
    ];

    /// <summary>Two blocks like SD 1.x: one resnet each, an attention in the first, 4 and 8 channels; one text encoder layer.</summary>
    public static AdapterTargetCatalog Small { get; } = Of(
        unet: Blocks([true, false], layersPerBlock: 1, [4, 8], linearProjection: false),
        textEncoder: TextEncoder(width: 6, layers: 1));

    /// <summary>The block layout of SDXL, narrow.</summary>
    public static AdapterTargetCatalog SdxlLayout { get; } = Of(
        unet: [.. Blocks([false, true, true], layersPerBlock: 2, [4, 8, 8], linearProjection: true), Weight("add_embedding.linear_1", 4, 4)],
        textEncoder: TextEncoder(width: 6, layers: 1),
        textEncoder2: [.. TextEncoder(width: 10, layers: 1), Weight("text_projection", 10, 10)]);

    /// <summary>The block layout of SD 1.x and 2.x, narrow.</summary>
    public static AdapterTargetCatalog Sd15Layout { get; } = Of(
        unet: Blocks([true, true, true, false], layersPerBlock: 2, [4, 8, 8, 8], linearProjection: false),
        textEncoder: TextEncoder(width: 6, layers: 1));

    public static AdapterTargetCatalog OfBundle(string folder)
    {
        var weights = new Dictionary<AdapterComponent, IEnumerable<TensorEntry>>();
        foreach (var (component, name) in Folders.Where(f => Directory.Exists(Path.Combine(folder, f.Folder))))
        {
            using var file = SafetensorsFile.Open(Directory.EnumerateFiles(Path.Combine(folder, name), "*.safetensors").Single());
            weights[component] = file.Tensors.Values;
        }

        return AdapterTargetCatalog.FromWeights(weights);
    }

    public static AdapterTargetCatalog Of(
        IEnumerable<TensorEntry> unet, IEnumerable<TensorEntry>? textEncoder = null, IEnumerable<TensorEntry>? textEncoder2 = null) =>
        AdapterTargetCatalog.FromWeights(new Dictionary<AdapterComponent, IEnumerable<TensorEntry>>
        {
            [AdapterComponent.UNet] = unet,
            [AdapterComponent.TextEncoder] = textEncoder ?? [],
            [AdapterComponent.TextEncoder2] = textEncoder2 ?? [],
        });

    public static TensorEntry Weight(string path, params long[] shape) =>
        new($"{path}.weight", TensorDtype.F32, [.. shape], 0, sizeof(float) * shape.Aggregate(1L, (a, b) => a * b));

    private static ImmutableArray<TensorEntry> Blocks(bool[] attention, int layersPerBlock, long[] channels, bool linearProjection)
    {
        int last = channels.Length - 1;
        IEnumerable<TensorEntry> weights =
            [Weight("conv_in", channels[0], 4, 3, 3), Weight("conv_out", 4, channels[0], 3, 3), Weight("time_embedding.linear_1", 16, 4),
                .. Block("mid_block", 2, channels[last], 1, linearProjection)];
        for (int i = 0; i <= last; i++)
        {
            weights = weights.Concat(Block($"down_blocks.{i}", layersPerBlock, channels[i], attention[i] ? layersPerBlock : 0, linearProjection));
            int up = last - i;
            weights = weights.Concat(Block($"up_blocks.{i}", layersPerBlock + 1, channels[up], attention[up] ? layersPerBlock + 1 : 0, linearProjection));
            if (i < last)
                weights = weights.Append(Weight($"down_blocks.{i}.downsamplers.0.conv", channels[i], channels[i], 3, 3))
                    .Append(Weight($"up_blocks.{i}.upsamplers.0.conv", channels[up], channels[up], 3, 3));
        }

        return [.. weights];
    }

    private static IEnumerable<TensorEntry> Block(string block, int resnets, long channels, int attentions, bool linearProjection)
    {
        for (int i = 0; i < resnets; i++)
        {
            yield return Weight($"{block}.resnets.{i}.conv1", channels, channels, 3, 3);
            yield return Weight($"{block}.resnets.{i}.conv2", channels, channels, 3, 3);
            yield return Weight($"{block}.resnets.{i}.conv_shortcut", channels, channels, 1, 1);
            yield return Weight($"{block}.resnets.{i}.time_emb_proj", channels, 16);
            yield return Weight($"{block}.resnets.{i}.norm1", channels);
        }

        for (int i = 0; i < attentions; i++)
        {
            yield return linearProjection ? Weight($"{block}.attentions.{i}.proj_in", channels, channels) : Weight($"{block}.attentions.{i}.proj_in", channels, channels, 1, 1);
            foreach (string layer in new[] { "to_q", "to_k", "to_v", "to_out.0" })
                yield return Weight($"{block}.attentions.{i}.transformer_blocks.0.attn1.{layer}", channels, channels);
        }
    }

    private static IEnumerable<TensorEntry> TextEncoder(long width, int layers)
    {
        for (int i = 0; i < layers; i++)
        {
            foreach (string layer in new[] { "q_proj", "k_proj", "v_proj", "out_proj" })
                yield return Weight($"text_model.encoder.layers.{i}.self_attn.{layer}", width, width);
            yield return Weight($"text_model.encoder.layers.{i}.mlp.fc1", 4 * width, width);
        }
    }
}
