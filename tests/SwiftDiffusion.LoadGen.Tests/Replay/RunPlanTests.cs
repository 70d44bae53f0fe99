using SwiftDiffusion.LoadGen.AddOns;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Replay;

public sealed class RunPlanTests
{
    private static Trace Sample { get; } = new("t",
        [.. Enumerable.Range(0, 1000).Select(i => new TraceRequest { At = TimeSpan.FromSeconds(i), Loras = [new LoraUse($"l{i % 2}")] })]);

    [Fact]
    public void The_same_seed_makes_the_same_plan()
    {
        var options = new RunOptions { Seed = 4, RateScale = 1.5, CancelRate = 0.2 };

        Assert.Equivalent(PlanOf(options), PlanOf(options), strict: true);
        Assert.NotEqual(PlanOf(options)[0].Request.Seed, PlanOf(options with { Seed = 5 })[0].Request.Seed);
    }

    [Fact]
    public void Time_scale_shortens_the_trace()
    {
        var plan = PlanOf(new RunOptions { TimeScale = 10 });

        Assert.Equal(TimeSpan.FromSeconds(99.9), plan[^1].At);
        Assert.Equal(1000, plan.Count);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(3)]
    [InlineData(1.5)]
    public void Rate_scale_changes_the_number_and_keeps_the_duration(double scale)
    {
        var plan = PlanOf(new RunOptions { RateScale = scale });

        Assert.Equal(1000 * scale, plan.Count, 60.0);
        Assert.InRange(plan[^1].At.TotalSeconds, 980, 1001);
        Assert.Equal(plan.OrderBy(request => request.At).Select(request => request.Index), plan.Select(request => request.Index));
    }

    [Fact]
    public void Requests_of_the_warm_up_are_marked() =>
        Assert.Equal(10, PlanOf(new RunOptions { WarmUp = TimeSpan.FromSeconds(10) }).Count(request => request.IsWarmUp));

    [Fact]
    public void A_share_of_requests_will_be_taken_back_after_the_mean_patience()
    {
        var patience = PlanOf(new RunOptions { CancelRate = 0.3, CancelAfter = TimeSpan.FromSeconds(4) }).Select(request => request.CancelAfter).OfType<TimeSpan>().ToArray();

        Assert.Equal(300, patience.Length, 45.0);
        Assert.Equal(4, patience.Average(value => value.TotalSeconds), 0.8);
    }

    [Fact]
    public void The_first_use_of_an_add_on_is_cold_and_later_ones_are_warm() =>
        Assert.Equal([Warmth.Cold, Warmth.Cold, Warmth.Warm, Warmth.Warm], PlanOf(new RunOptions()).Take(4).Select(request => request.Warmth));

    [Fact]
    public void What_the_trace_does_not_say_is_filled_in()
    {
        var request = PlanOf(new RunOptions { Steps = 8, Size = new ImageSize(256, 256), ServiceLevelObjective = TimeSpan.FromSeconds(2) })[0].Request;

        Assert.NotEmpty(request.Prompt!);
        Assert.NotNull(request.Seed);
        Assert.Equal((8, new ImageSize(256, 256), TimeSpan.FromSeconds(2)), (request.Steps, request.Size, request.ServiceLevelObjective));
    }

    [Fact]
    public void Duration_cuts_the_trace() => Assert.Equal(5, PlanOf(new RunOptions { Duration = TimeSpan.FromSeconds(5) }).Count);

    private static IReadOnlyList<PlannedRequest> PlanOf(RunOptions options) => RunPlan.Create(Sample, new AddOnMap(Sample, ["neon", "pixel"], []), options);
}
