using SwiftDiffusion.LoadGen.Synthesis.Arrivals;

namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>What to synthesize.</summary>
internal sealed record SynthesisOptions
{
    /// <summary>Services to mix, in the proportion of their published requests.</summary>
    public required IReadOnlyList<ServiceProfile> Services { get; init; }

    public required IArrivals Arrivals { get; init; }

    /// <summary>Same seed and options, same trace.</summary>
    public required long Seed { get; init; }

    /// <summary>The trace ends when this time has passed.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.MaxValue;

    /// <summary>The trace ends after this many requests.</summary>
    public int MaxRequests { get; init; } = int.MaxValue;

    /// <summary>Serving instances that share each service's requests; null for as many as give each the published mean number of requests.</summary>
    public int? Instances { get; init; }

    /// <summary>Keys that requests are spread over, unevenly: key k has weight 1/k. None when zero.</summary>
    public int Keys { get; init; }
}
