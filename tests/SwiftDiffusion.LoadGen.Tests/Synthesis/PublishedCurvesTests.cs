using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Synthesis.Arrivals;

namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

/// <summary>The synthesizer at the published size, 549,433 requests on 467 instances, through the analysis: every published figure.</summary>
public sealed class PublishedCurvesTests(PublishedCurvesTests.FullTrace trace) : IClassFixture<PublishedCurvesTests.FullTrace>
{
    public static TheoryData<string, string> Kinds => new()
    {
        { "A", nameof(AddOnKind.ControlNet) },
        { "A", nameof(AddOnKind.Lora) },
        { "B", nameof(AddOnKind.ControlNet) },
        { "B", nameof(AddOnKind.Lora) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Add_ons_per_request_are_within_a_point(string service, string kind)
    {
        var (analysis, key) = Of(service, kind);

        Assert.Equal(Published.PerRequest[key].Length, analysis.PerRequest.Count);
        Assert.All(Published.PerRequest[key], (percent, n) => Assert.Equal(percent, analysis.PerRequest[n] * 100, 1.0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Popularity_is_within_three_points_at_every_published_rank(string service, string kind)
    {
        var (analysis, key) = Of(service, kind);

        Assert.All(Published.Popularity[key], point => Assert.Equal(point.Percent, analysis.Popularity[point.K - 1] * 100, 3.0));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lru_loads_are_within_a_tenth_at_every_cache_size(string service, string kind)
    {
        var (analysis, key) = Of(service, kind);

        Assert.All(Published.LruLoads[key], (loads, i) => Assert.InRange(analysis.LruLoadsPerRequest[i], loads * 0.9, loads * 1.1));
    }

    /// <summary>6,980 and 7,463; some of the rarest are drawn by nobody in a trace of this length.</summary>
    [Theory]
    [InlineData("A", 6980)]
    [InlineData("B", 7463)]
    public void There_are_about_as_many_different_loras(string service, int published) =>
        Assert.InRange(Of(service, nameof(AddOnKind.Lora)).Analysis.Distinct, published * 0.9, published);

    /// <summary>0.68 for A and 0.24 for B.</summary>
    [Theory]
    [InlineData("A", 0.68)]
    [InlineData("B", 0.24)]
    public void An_instance_sees_about_as_many_different_loras(string service, double published) =>
        Assert.InRange(Of(service, nameof(AddOnKind.Lora)).Analysis.UniquePerInstanceRequest, published * 0.85, published * 1.15);

    [Fact]
    public void Services_have_their_instances_and_their_share_of_requests()
    {
        // The least busy instances of B have a request or two in the published trace, so that some have none here.
        Assert.All(trace.Analysis.Services.Zip([165, 302]), pair => Assert.InRange(pair.First.Instances, pair.Second - 6, pair.Second));
        Assert.Equal(164_194.0 / 549_433, (double)trace.Analysis.Services[0].Requests / trace.Analysis.Requests, 0.005);
    }

    private (AddOnAnalysis Analysis, (string, AddOnKind) Key) Of(string service, string kind)
    {
        var parsed = Enum.Parse<AddOnKind>(kind);
        return (trace.Analysis.Services.Single(found => found.Service == service).Of(parsed), (service, parsed));
    }

    /// <summary>Made once for all tests.</summary>
    public sealed class FullTrace
    {
        internal TraceAnalysis Analysis { get; } = TraceAnalysis.Of(Synthesizer.Synthesize(new SynthesisOptions
        {
            Services = ServiceProfile.All,
            Arrivals = new PoissonArrivals(0.32),
            MaxRequests = 549_433,
            Instances = null,
            Seed = 1,
        }));
    }
}
