using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>A finished picture without its bytes; the rest is as in <see cref="GeneratedImage"/>.</summary>
public sealed record PictureSummary(string MediaType, long Seed, string Infotext, ImmutableArray<int> AttachedAt);
