namespace SwiftDiffusion.Engine.Adapters;

/// <summary>What a graph takes as the inputs of one target: x @ down @ up is added to the target's output.</summary>
/// <param name="Target">A linear or pointwise target.</param>
/// <param name="Rank">Sum of the ranks; 0 when no adapter changes the target.</param>
/// <param name="Down">[in, rank], row-major.</param>
/// <param name="Up">[rank, out], row-major, with scale * alpha/rank folded in.</param>
public sealed record ConcatenatedRank(AdapterTarget Target, int Rank, ReadOnlyMemory<float> Down, ReadOnlyMemory<float> Up);
