using System.Text.Json;
using System.Text.Json.Serialization;

namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>
/// Fitted parameters of one published service (Katz, ATC'25, service A or B). The model they belong to is described in README.md of this folder.
/// </summary>
internal sealed record ServiceProfile
{
    /// <summary>"A" or "B".</summary>
    public required string Service { get; init; }

    /// <summary>Requests in the published trace.</summary>
    public required int Requests { get; init; }

    /// <summary>Serving instances in the published trace.</summary>
    public required int Instances { get; init; }

    /// <summary>Published requests per instance at equally spaced quantiles, 0 to 1.</summary>
    public required IReadOnlyList<double> RequestsPerInstance { get; init; }

    /// <summary>Probability that a request asks for the add-ons of the instance's previous request once more.</summary>
    public required double Repeat { get; init; }

    [JsonPropertyName("controlnets")]
    public required ControlNetProfile ControlNets { get; init; }

    public required LoraProfile Loras { get; init; }

    /// <summary>The shipped profiles, A and B.</summary>
    public static IReadOnlyList<ServiceProfile> All { get; } = [Load("A"), Load("B")];

    private static ServiceProfile Load(string service)
    {
        using var stream = typeof(ServiceProfile).Assembly.GetManifestResourceStream($"service-{service}.json")!;
        return JsonSerializer.Deserialize(stream, ProfileJson.Default.ServiceProfile)!;
    }
}

/// <summary>How requests choose ControlNets. Ranks count from 1, the most popular of the service.</summary>
internal sealed record ControlNetProfile
{
    /// <summary>ControlNets of the service.</summary>
    public required int Distinct { get; init; }

    /// <summary>Sets that all instances share.</summary>
    public required IReadOnlyList<ControlNetSet> Sets { get; init; }

    /// <summary>The rare ControlNets that only few instances have.</summary>
    public required OwnControlNets Own { get; init; }
}

/// <summary>ControlNets that are asked for together.</summary>
/// <param name="Ranks">Empty for requests without any.</param>
/// <param name="Share">Share of requests.</param>
/// <param name="Run">Mean number of orders in a row that stay with the set once it is chosen.</param>
internal sealed record ControlNetSet(IReadOnlyList<int> Ranks, double Share, double Run);

/// <summary>Rare ControlNets: every instance has its own few, and now and then uses them for a while.</summary>
internal sealed record OwnControlNets
{
    /// <summary>Share of requests that use one.</summary>
    public required double Share { get; init; }

    /// <summary>Mean number of orders in a row that use them.</summary>
    public required double Run { get; init; }

    /// <summary>Every instance has at least so many.</summary>
    public required int Least { get; init; }

    /// <summary>Mean number of further ones, geometric from 0.</summary>
    public required double Further { get; init; }

    /// <summary>And no more than this together.</summary>
    public required int Most { get; init; }

    /// <summary>Their popularity over all instances.</summary>
    public required IReadOnlyList<PopularityKnot> Popularity { get; init; }
}

/// <summary>How requests choose LoRAs.</summary>
internal sealed record LoraProfile
{
    /// <summary>Probability of 0, 1, 2 … LoRAs in a request.</summary>
    public required IReadOnlyList<double> Counts { get; init; }

    /// <summary>Probability that a new order takes the LoRAs of a recent order of this instance.</summary>
    public required double ReuseRecent { get; init; }

    /// <summary>Mean of how many orders ago that was, geometric from 1.</summary>
    public required double RecentDepth { get; init; }

    /// <summary>Probability that a new order takes the LoRAs of any earlier order of this instance, all alike.</summary>
    public required double ReuseAny { get; init; }

    /// <summary>Popularity over all instances.</summary>
    public required IReadOnlyList<PopularityKnot> Popularity { get; init; }
}

/// <summary>A point of a popularity curve: the share of invocations that the <paramref name="Rank"/> most popular have together.</summary>
/// <param name="Rank">Counted from 1.</param>
/// <param name="Share">0..1, not falling.</param>
internal sealed record PopularityKnot(int Rank, double Share);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ServiceProfile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
