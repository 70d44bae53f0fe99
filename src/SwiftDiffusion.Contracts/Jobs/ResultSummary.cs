using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>A result without its pictures' bytes.</summary>
/// <param name="Pictures">In the order of their seeds.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record ResultSummary(ImmutableArray<PictureSummary> Pictures, GenerationTimings Timings);
