using SwiftDiffusion.LoadGen.Synthesis;
using SwiftDiffusion.LoadGen.Synthesis.Arrivals;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

public sealed class SynthesizerTests
{
    private static SynthesisOptions Options { get; } = new() { Services = ServiceProfile.All, Arrivals = new PoissonArrivals(2), MaxRequests = 500, Seed = 7 };

    [Fact]
    public void The_same_seed_makes_the_same_trace_and_another_makes_another()
    {
        Assert.Equal(TextOf(Options), TextOf(Options));
        Assert.NotEqual(TextOf(Options), TextOf(Options with { Seed = 8 }));
    }

    /// <summary>The exact beginning of a trace, which no machine and no later version may change unnoticed.</summary>
    [Fact]
    public void The_beginning_of_a_trace_is_fixed()
    {
        var requests = Synthesizer.Synthesize(Options).Requests;

        Assert.Equal(Beginning.Lines, requests.Take(Beginning.Lines.Length).Select(request =>
            $"{request.At.TotalMicroseconds:0} {request.Instance} {string.Join('+', request.ControlNets)} {string.Join('+', request.Loras.Select(lora => lora.Name))} {request.Seed}"));
    }

    [Fact]
    public void Duration_and_number_of_requests_end_a_trace()
    {
        Assert.Equal(500, Synthesizer.Synthesize(Options).Requests.Count);
        Assert.InRange(Synthesizer.Synthesize(Options with { Duration = TimeSpan.FromSeconds(50) }).Duration.TotalSeconds, 40, 50);
    }

    [Fact]
    public void A_short_trace_stays_on_one_instance_unless_told_otherwise()
    {
        Assert.Equal(["A1", "B1"], Synthesizer.Synthesize(Options).Requests.Select(request => request.Instance!).Distinct().Order());
        Assert.Equal(40, Synthesizer.Synthesize(Options with { Instances = 20, MaxRequests = 50_000 }).Requests.Select(request => request.Instance).Distinct().Count());
    }

    [Fact]
    public void Keys_are_used_unevenly()
    {
        var counts = Synthesizer.Synthesize(Options with { Keys = 3, MaxRequests = 10_000 }).Requests.CountBy(request => request.Key!).ToDictionary();

        Assert.Equal(10_000 * 6 / 11.0, counts["key-1"], 200.0);
        Assert.Equal(10_000 * 2 / 11.0, counts["key-3"], 200.0);
    }

    [Fact]
    public void What_arrives_when_does_not_depend_on_the_instances() => Assert.Equal(
        Synthesizer.Synthesize(Options).Requests.Select(request => request.At),
        Synthesizer.Synthesize(Options with { Instances = 9 }).Requests.Select(request => request.At));

    private static string TextOf(SynthesisOptions options)
    {
        using var text = new StringWriter();
        JsonlTrace.Write(text, Synthesizer.Synthesize(options).Requests);
        return text.ToString();
    }
}
