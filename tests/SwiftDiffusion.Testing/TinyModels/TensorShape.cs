namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>A tensor that a component has to have.</summary>
public sealed record TensorShape(string Name, params long[] Shape);
