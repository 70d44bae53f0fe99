using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

public sealed class RunSummaryTests
{
    private static RunSummary Summary { get; } = RunSummary.Of(Records.Info, Records.Run);

    [Fact]
    public void The_warm_up_does_not_count()
    {
        Assert.Equal(12, Summary.Requests);
        Assert.Equal(10, Summary.LatencyMs.Count);
        Assert.Equal(300, Distribution.Of([300]).P50);
    }

    [Fact]
    public void Duration_runs_from_the_end_of_the_warm_up_to_the_last_answer() => Assert.Equal(12.51 - 2, Summary.DurationS, 1e-9);

    [Fact]
    public void Goodput_counts_what_met_its_objective_and_attainment_leaves_out_what_was_taken_back()
    {
        // 300 to 1000 ms of 300 to 1200 ms are within one second.
        Assert.Equal(8 / Summary.DurationS, Summary.GoodputPerS, 1e-9);
        Assert.Equal(8 / 11.0, Summary.SloAttainment, 1e-9);
    }

    [Fact]
    public void Percentiles_are_the_nearest_rank()
    {
        Assert.Equal((700, 1100, 1200, 1200, 1200), (Summary.LatencyMs.P50, Summary.LatencyMs.P90, Summary.LatencyMs.P95, Summary.LatencyMs.P99, Summary.LatencyMs.Max));
        Assert.Equal(0, Distribution.Of([]).P99);
    }

    [Fact]
    public void Phases_keys_and_outcomes_are_told_apart()
    {
        Assert.Equal(["queue", "denoise"], Summary.PhasesMs.Keys);
        Assert.Equal(["alice", "bob"], Summary.Keys.Select(key => key.Key));
        Assert.Equal((6, 1), (Summary.Keys[0].Requests, Summary.Keys[0].Refused));
        Assert.Equal(new Dictionary<Outcome, int> { [Outcome.Completed] = 10, [Outcome.Refused] = 1, [Outcome.Cancelled] = 1 }, Summary.Outcomes);
        Assert.Equal([Warmth.None, Warmth.Warm, Warmth.Cold], Summary.WarmthMs.Keys);
    }

    [Fact]
    public void A_generator_that_was_late_makes_the_run_invalid()
    {
        var late = RunSummary.Of(Records.Info, [.. Records.Run.Select(record => record with { LagMs = 200 })]);

        Assert.True(Summary.Validity.IsValid);
        Assert.False(late.Validity.IsValid);
        Assert.Contains("could not keep up: its send lag is 200 ms at the 99th percentile, allowed are 50 ms (--max-lag)", late.Validity.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_could_not_be_sent_make_the_run_invalid() => Assert.Contains(
        "1 requests were not sent", RunSummary.Of(Records.Info, [.. Records.Run, Records.Ended(14, 13, Outcome.NotSent)]).Validity.Reason, StringComparison.Ordinal);

    [Fact]
    public void A_run_without_a_completed_request_is_invalid() =>
        Assert.Equal("No request was completed.", RunSummary.Of(Records.Info, [Records.Ended(0, 5, Outcome.Failed)]).Validity.Reason);

    [Fact]
    public void A_run_without_requests_has_figures_all_the_same() => Assert.Equal(0, RunSummary.Of(Records.Info, []).GoodputPerS);
}
