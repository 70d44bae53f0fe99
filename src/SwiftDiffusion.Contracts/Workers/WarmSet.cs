using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Workers;

/// <summary>What a worker has in memory, so that the queue can give it jobs that start cheaply there.</summary>
/// <param name="Models">Loaded models; one that it serves and that is not here would have to be loaded first.</param>
public sealed record WarmSet(ImmutableArray<WarmModel> Models)
{
    public static WarmSet Empty { get; } = new([]);
}
