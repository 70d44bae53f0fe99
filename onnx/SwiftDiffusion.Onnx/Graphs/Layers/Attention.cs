namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>Multi-head attention and the spatial transformer of the UNet.</summary>
public static class Attention
{
    /// <summary>softmax(QKᵀ/√d)V over heads; q [rows, tokens, width], k and v [rows, context, width].</summary>
    public static Value MultiHead(this GraphBuilder g, Value q, Value k, Value v, int heads, bool causal = false) =>
        g.Node($"{GraphBuilder.Microsoft}:MultiHeadAttention", [q, k, v], ("num_heads", heads), ("unidirectional", causal ? 1 : 0));

    /// <summary>
    /// A spatial transformer: normalize, flatten to tokens, project in, <paramref name="shape"/>.Depth blocks of self-attention,
    /// cross-attention and gated feed-forward, project out, add the input. Projections in and out are 1x1 convolutions in some models and linear
    /// layers in others; on tokens both are the same matrix.
    /// </summary>
    /// <param name="g">The graph.</param>
    /// <param name="path">Module path of the Transformer2DModel.</param>
    /// <param name="x">[rows, channels, height, width]</param>
    /// <param name="context">Prompt embeddings [rows, tokens, contextWidth].</param>
    /// <param name="shape">Widths, heads and depth.</param>
    public static Value SpatialTransformer(this GraphBuilder g, string path, Value x, Value context, in TransformerShape shape)
    {
        int channels = shape.Channels;
        var normal = g.GroupNorm($"{path}.norm", x, channels, shape.Groups, 1e-6f);
        var flat = g.Node("Reshape", [normal, g.Constant([0L, channels, -1])]);
        var tokens = g.Node("Transpose", [flat], ("perm", new long[] { 0, 2, 1 }));
        tokens = g.Adaptable($"{path}.proj_in", tokens, channels, channels);
        for (int i = 0; i < shape.Depth; i++)
            tokens = g.TransformerBlock($"{path}.transformer_blocks.{i}", tokens, context, shape);
        tokens = g.Adaptable($"{path}.proj_out", tokens, channels, channels);
        var map = g.Node("Reshape", [g.Node("Transpose", [tokens], ("perm", new long[] { 0, 2, 1 })), g.Node("Shape", [x])]);
        return g.Node("Add", [map, x]);
    }

    private static Value TransformerBlock(this GraphBuilder g, string path, Value x, Value context, in TransformerShape shape)
    {
        int width = shape.Channels;
        var self = g.LayerNorm($"{path}.norm1", x, width);
        x = g.Node("Add", [x, g.CrossAttention($"{path}.attn1", self, self, width, shape)]);
        var cross = g.LayerNorm($"{path}.norm2", x, width);
        x = g.Node("Add", [x, g.CrossAttention($"{path}.attn2", cross, context, shape.ContextWidth, shape)]);
        var gated = g.LayerNorm($"{path}.norm3", x, width);
        return g.Node("Add", [x, g.GatedFeedForward($"{path}.ff", gated, width)]);
    }

    private static Value CrossAttention(this GraphBuilder g, string path, Value x, Value context, int contextWidth, in TransformerShape shape)
    {
        int width = shape.Channels;
        var q = g.Adaptable($"{path}.to_q", x, width, width, bias: false);
        var k = g.Adaptable($"{path}.to_k", context, contextWidth, width, bias: false);
        var v = g.Adaptable($"{path}.to_v", context, contextWidth, width, bias: false);
        return g.Adaptable($"{path}.to_out.0", g.MultiHead(q, k, v, shape.Heads), width, width);
    }

    /// <summary>GEGLU: half of the first projection, times GELU of the other half, projected back.</summary>
    private static Value GatedFeedForward(this GraphBuilder g, string path, Value x, int width)
    {
        int inner = width * 4;
        var both = g.Adaptable($"{path}.net.0.proj", x, width, inner * 2);
        var halves = g.Nodes("Split", 2, [both], ("axis", -1), ("num_outputs", 2));
        var gated = g.Node("Mul", [halves[0], g.Node("Gelu", [halves[1]])]);
        return g.Adaptable($"{path}.net.2", gated, inner, width);
    }
}

/// <summary>Sizes of a spatial transformer.</summary>
/// <param name="Channels">Width of its tokens.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Depth">Transformer blocks.</param>
/// <param name="ContextWidth">Width of the prompt embeddings.</param>
/// <param name="Groups">Groups of its normalization.</param>
public readonly record struct TransformerShape(int Channels, int Heads, int Depth, int ContextWidth, int Groups);
