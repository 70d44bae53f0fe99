using SwiftDiffusion.Onnx.Graphs;
using SwiftDiffusion.Onnx.Graphs.Layers;

namespace SwiftDiffusion.Onnx.Components;

/// <summary>A CLIP text transformer (Radford et al. 2021; the OpenCLIP H and G models have the same layout).</summary>
public static class TextEncoderGraph
{
    /// <summary>Output after layer i, before the final normalization; 0 is the token embeddings.</summary>
    public static string Hidden(int layer) => $"hidden_{layer}";

    /// <summary>Output with the last k layers left out, after the final normalization (what web UIs call clip skip k + 1).</summary>
    public static string ClipSkip(int k) => $"clip_skip_{k}";

    /// <summary>
    /// input_ids [rows, 77] and pooled_position [rows, 1] to last_hidden_state, hidden_i and clip_skip_k, each [rows, 77, width], and pooled
    /// [rows, width] or, with a projection, text_embeds [rows, projection].
    /// </summary>
    public static CompiledGraph Build(TextEncoderConfig config, WeightSet weights, GraphFlavor flavor)
    {
        const string model = "text_model";
        var g = new GraphBuilder("text_encoder", weights, flavor);
        var ids = g.InputInt64("input_ids", -1, config.MaxTokens);
        var position = g.InputInt64("pooled_position", -1, 1);
        var tokens = g.Node("Gather", [g.Weight($"{model}.embeddings.token_embedding.weight", config.VocabularySize, config.Width), ids]);
        var x = g.Node("Add", [tokens, g.Weight($"{model}.embeddings.position_embedding.weight", config.MaxTokens, config.Width)]);
        g.Output(Hidden(0), x);
        for (int layer = 0; layer < config.Layers; layer++)
        {
            x = Layer(g, $"{model}.encoder.layers.{layer}", x, config);
            g.Output(Hidden(layer + 1), x);
            var final = g.LayerNorm($"{model}.final_layer_norm", x, config.Width, config.NormEpsilon);
            int skipped = config.Layers - 1 - layer;
            g.Output(skipped == 0 ? "last_hidden_state" : ClipSkip(skipped), final);
            if (skipped == 0)
                Pool(g, final, position, config);
        }

        return g.Build();
    }

    private static void Pool(GraphBuilder g, Value x, Value position, TextEncoderConfig config)
    {
        var pooled = g.Node("GatherND", [x, position], ("batch_dims", 1));
        if (config.ProjectionWidth == 0)
            g.Output("pooled", pooled);
        else
            g.Output("text_embeds", g.Linear("text_projection", pooled, config.Width, config.ProjectionWidth, bias: false));
    }

    private static Value Layer(GraphBuilder g, string path, Value x, TextEncoderConfig config)
    {
        int width = config.Width;
        var h = g.LayerNorm($"{path}.layer_norm1", x, width, config.NormEpsilon);
        var q = g.Adaptable($"{path}.self_attn.q_proj", h, width, width);
        var k = g.Adaptable($"{path}.self_attn.k_proj", h, width, width);
        var v = g.Adaptable($"{path}.self_attn.v_proj", h, width, width);
        var attended = g.Adaptable($"{path}.self_attn.out_proj", g.MultiHead(q, k, v, config.Heads, causal: true), width, width);
        x = g.Node("Add", [x, attended]);
        h = g.LayerNorm($"{path}.layer_norm2", x, width, config.NormEpsilon);
        h = g.Activate(config.Activation, g.Adaptable($"{path}.mlp.fc1", h, width, config.InnerWidth));
        return g.Node("Add", [x, g.Adaptable($"{path}.mlp.fc2", h, config.InnerWidth, width)]);
    }
}
