namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>The ResNet block of UNet and VAE.</summary>
public static class ResidualBlock
{
    /// <summary>x + conv2(silu(norm2(conv1(silu(norm1(x))) + time))), with a 1x1 convolution on x where the width changes.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="path">Module path.</param>
    /// <param name="x">[rows, inputs, height, width]</param>
    /// <param name="inputs">Channels of x.</param>
    /// <param name="outputs">Channels of the result.</param>
    /// <param name="norm">Groups and epsilon.</param>
    /// <param name="time">silu(time embedding) [rows, timeWidth], or null in a VAE.</param>
    /// <param name="timeWidth">Width of the time embedding.</param>
    public static Value ResNet(
        this GraphBuilder g, string path, Value x, int inputs, int outputs, GroupNormShape norm, Value? time = null, int timeWidth = 0)
    {
        var h = g.Silu(g.GroupNorm($"{path}.norm1", x, inputs, norm.Groups, norm.Epsilon));
        h = g.Conv($"{path}.conv1", h, inputs, outputs);
        if (time is { } embedding)
        {
            var projected = g.Gemm($"{path}.time_emb_proj", embedding, timeWidth, outputs);
            h = g.Node("Add", [h, g.Node("Reshape", [projected, g.Constant([0L, outputs, 1, 1])])]);
        }

        h = g.Silu(g.GroupNorm($"{path}.norm2", h, outputs, norm.Groups, norm.Epsilon));
        h = g.Conv($"{path}.conv2", h, outputs, outputs);
        var shortcut = inputs == outputs ? x : g.Conv($"{path}.conv_shortcut", x, inputs, outputs, kernel: 1);
        return g.Node("Add", [shortcut, h]);
    }
}

/// <summary>Groups and epsilon of a component's group normalizations.</summary>
public readonly record struct GroupNormShape(int Groups, float Epsilon);
