namespace SwiftDiffusion.Onnx.Graphs;

/// <summary>Variants of a graph over the same weights.</summary>
[Flags]
public enum GraphFlavor
{
    /// <summary>The architecture as it is.</summary>
    Plain = 0,

    /// <summary>Every adaptable projection takes a low-rank pair as two more inputs.</summary>
    Adapters = 1,

    /// <summary>Inner values become outputs, for verification against recorded ones.</summary>
    Probed = 2,
}
