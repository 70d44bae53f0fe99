namespace SwiftDiffusion.Onnx.Graphs;

/// <summary>One edge of a graph: the output of a node, an input, a weight or a constant.</summary>
public readonly record struct Value(string Name)
{
    /// <summary>Stands for an optional input that is left out.</summary>
    public static Value None { get; } = new("");
}
