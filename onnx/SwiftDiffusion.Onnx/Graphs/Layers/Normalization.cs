namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>Normalizations and activations.</summary>
public static class Normalization
{
    /// <summary>
    /// Group normalization of [rows, channels, height, width]. Written as an instance normalization over groups, which ONNX Runtime's CPU
    /// provider runs 2.4 times as fast as its own GroupNormalization, followed by the per-channel scale and shift.
    /// </summary>
    public static Value GroupNorm(this GraphBuilder g, string path, Value x, int channels, int groups, float epsilon)
    {
        var ones = new float[groups];
        Array.Fill(ones, 1f);
        var grouped = g.Node("Reshape", [x, g.Constant([0L, groups, -1])]);
        var normal = g.Node("InstanceNormalization", [grouped, g.Constant(ones, groups), g.Constant(new float[groups], groups)], ("epsilon", epsilon));
        var shaped = g.Node("Reshape", [normal, g.Node("Shape", [x])]);
        var scaled = g.Node("Mul", [shaped, g.Weight($"{path}.weight", channels, 1, 1)]);
        return g.Node("Add", [scaled, g.Weight($"{path}.bias", channels, 1, 1)]);
    }

    /// <summary>Layer normalization over the last dimension.</summary>
    public static Value LayerNorm(this GraphBuilder g, string path, Value x, int width, float epsilon = 1e-5f) =>
        g.Node("LayerNormalization", [x, g.Weight($"{path}.weight", width), g.Weight($"{path}.bias", width)], ("axis", -1), ("epsilon", epsilon));

    /// <summary>SiLU, x · sigmoid(x), as one operator: QuickGelu with alpha 1.</summary>
    public static Value Silu(this GraphBuilder g, Value x) => g.Node($"{GraphBuilder.Microsoft}:QuickGelu", [x], ("alpha", 1f));

    /// <summary>The activation a text encoder's configuration names.</summary>
    public static Value Activate(this GraphBuilder g, string name, Value x) => name switch
    {
        "quick_gelu" => g.Node($"{GraphBuilder.Microsoft}:QuickGelu", [x], ("alpha", 1.702f)),
        "gelu" => g.Node("Gelu", [x]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown activation."),
    };
}
