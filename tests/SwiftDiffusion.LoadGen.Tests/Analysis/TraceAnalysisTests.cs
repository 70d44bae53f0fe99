using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Analysis;

public sealed class TraceAnalysisTests
{
    [Fact]
    public void Counts_popularity_and_uniqueness_are_those_of_the_trace()
    {
        var trace = new Trace("t",
        [
            Request(0, "i1", ["c"], ["x", "y"]),
            Request(1, "i1", [], ["x"]),
            Request(2, "i2", ["c"], ["x"]),
            Request(3, "i2", ["c", "d"], []),
        ]);

        var service = Assert.Single(TraceAnalysis.Of(trace).Services);
        var loras = service.Of(AddOnKind.Lora);

        Assert.Equal(("A", 4, 2), (service.Service, service.Requests, service.Instances));
        Assert.Equal([0.25, 0.5, 0.25], loras.PerRequest);
        Assert.Equal(1, loras.MeanPerRequest);
        Assert.Equal([0.75, 1], loras.Popularity);
        Assert.Equal(0.75, loras.UniquePerInstanceRequest);
        Assert.Equal([0.25, 0.5, 0.25], service.Of(AddOnKind.ControlNet).PerRequest);
    }

    [Fact]
    public void Regular_arrivals_do_not_vary_and_a_burst_does()
    {
        var regular = Burstiness.Of([.. Enumerable.Range(0, 100).Select(second => Request(second, "i", [], []))]);
        var burst = Burstiness.Of([.. Enumerable.Range(0, 100).Select(i => Request(i < 99 ? 0 : 99, "i", [], []))]);

        Assert.Equal((1, 0), (regular.RatePerSecond, regular.GapVariation));
        Assert.Equal(1, regular.Windows[0].PeakToMean, 0.02);
        Assert.True(burst.GapVariation > 5);
        Assert.Equal(99, burst.Windows[0].PeakPerSecond);
    }

    [Fact]
    public void A_single_request_can_be_analysed() => Assert.Equal(0, TraceAnalysis.Of(new Trace("t", [Request(5, "i", [], [])])).Burstiness.RatePerSecond);

    private static TraceRequest Request(double at, string instance, string[] controlNets, string[] loras) => new()
    {
        At = TimeSpan.FromSeconds(at),
        Service = "A",
        Instance = instance,
        ControlNets = controlNets,
        Loras = [.. loras.Select(name => new LoraUse(name))],
    };
}
