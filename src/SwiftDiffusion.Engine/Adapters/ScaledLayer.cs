namespace SwiftDiffusion.Engine.Adapters;

/// <summary>A layer with the scale its request gives the adapter.</summary>
public readonly record struct ScaledLayer(LoraLayer Layer, float Scale);
