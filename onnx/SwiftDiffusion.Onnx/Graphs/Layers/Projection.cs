namespace SwiftDiffusion.Onnx.Graphs.Layers;

/// <summary>Linear layers: y = x Wᵀ + b, with PyTorch's [out, in] weights as they lie in the file.</summary>
public static class Projection
{
    /// <summary>A linear layer that LoRAs target: y += (x · down) · up in the flavour with adapters.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="path">Module path; the weights are PATH.weight and PATH.bias.</param>
    /// <param name="x">[rows, tokens, in]</param>
    /// <param name="inputs">Width of x.</param>
    /// <param name="outputs">Width of y.</param>
    /// <param name="bias">Whether the layer has a bias.</param>
    /// <returns>[rows, tokens, out]</returns>
    public static Value Adaptable(this GraphBuilder g, string path, Value x, int inputs, int outputs, bool bias = true)
    {
        var y = g.Linear(path, x, inputs, outputs, bias);
        if (g.AdapterInputs(path, inputs, outputs) is not var (down, up))
            return y;
        var delta = g.Node("MatMul", [g.Node("MatMul", [x, down]), up]);
        return g.Node("Add", [y, delta]);
    }

    /// <summary>A linear layer over the last dimension.</summary>
    public static Value Linear(this GraphBuilder g, string path, Value x, int inputs, int outputs, bool bias = true)
    {
        var y = g.Node($"{GraphBuilder.Microsoft}:FusedMatMul", [x, g.Weight($"{path}.weight", outputs, inputs)], ("transB", 1));
        return bias ? g.Node("Add", [y, g.Weight($"{path}.bias", outputs)]) : y;
    }

    /// <summary>A linear layer over a matrix [rows, in], bias included in one operator.</summary>
    public static Value Gemm(this GraphBuilder g, string path, Value x, int inputs, int outputs) =>
        g.Node("Gemm", [x, g.Weight($"{path}.weight", outputs, inputs), g.Weight($"{path}.bias", outputs)], ("transB", 1));
}
