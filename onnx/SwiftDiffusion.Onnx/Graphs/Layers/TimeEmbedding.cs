namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>Sinusoidal embeddings (Vaswani et al. 2017, as in DDPM) and the two-layer perceptrons on them.</summary>
public static class TimeEmbedding
{
    /// <summary>
    /// [n] numbers to [n, width]: cos and sin of x · 10000^(-i / (width/2 - shift)), cosines first when <paramref name="cosineFirst"/>.
    /// </summary>
    public static Value Sinusoids(this GraphBuilder g, Value x, int width, bool cosineFirst, float frequencyShift)
    {
        int half = width / 2;
        var frequencies = new float[half];
        for (int i = 0; i < half; i++)
        {
            // The exponent in single precision, as the reference has it; its exponential correctly rounded.
            float exponent = -(float)Math.Log(10000) * i / (half - frequencyShift);
            frequencies[i] = (float)Math.Exp(exponent);
        }

        var angles = g.Node("Mul", [g.Node("Reshape", [x, g.Constant([-1L, 1])]), g.Constant(frequencies, 1, half)]);
        Value sin = g.Node("Sin", [angles]), cos = g.Node("Cos", [angles]);
        return g.Node("Concat", cosineFirst ? [cos, sin] : [sin, cos], ("axis", -1));
    }

    /// <summary>linear_2(silu(linear_1(x))).</summary>
    public static Value TimestepPerceptron(this GraphBuilder g, string path, Value x, int inputs, int outputs) =>
        g.Gemm($"{path}.linear_2", g.Silu(g.Gemm($"{path}.linear_1", x, inputs, outputs)), outputs, outputs);
}
