using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway.Fleet;

namespace SwiftDiffusion.Gateway.Tests.Fleet;

public sealed class FleetViewTests
{
    [Fact]
    public void A_fleet_is_ready_as_soon_as_one_worker_is_even_a_slow_one()
    {
        var view = FleetView.Unknown.With([Worker("a", WorkerHealth.Starting, Samples.Plain), Worker("b", WorkerHealth.Slow, Samples.Tiny)]);
        Assert.True(view.Readiness.IsReady);
        Assert.Equal(["tiny"], view.Models.Select(model => model.Id));
    }

    [Theory]
    [InlineData(WorkerHealth.Starting, "the workers are loading their models")]
    [InlineData(WorkerHealth.Draining, "all workers are draining")]
    public void A_fleet_that_is_not_ready_says_why(WorkerHealth health, string reason) =>
        Assert.Equal(reason, FleetView.Unknown.With([Worker("a", health, Samples.Tiny)]).Readiness.Reason);

    [Fact]
    public void Models_stay_known_while_all_workers_are_away_so_that_jobs_can_be_handed_in()
    {
        var view = FleetView.Unknown.With([Worker("a", WorkerHealth.Ready, Samples.Tiny)]).With([]);
        Assert.Equal((false, 1, true), (view.Readiness.IsReady, view.Models.Length, view.HasStore));
        Assert.Equal((false, 1, false), (view.WithoutStore().Readiness.IsReady, view.Models.Length, view.WithoutStore().HasStore));
    }

    [Fact]
    public void What_was_seen_ages_workers_are_missed_after_three_beats_and_a_store_when_no_look_comes_back()
    {
        var worker = Worker("a", WorkerHealth.Ready, Samples.Tiny);
        var view = FleetView.Unknown.With([worker with { Silence = worker.Capabilities.HeartbeatInterval }]);
        var left = worker.Capabilities.HeartbeatInterval * (WorkerState.MissedHeartbeats - 1);
        Assert.True(view.After(left * 0.9).Readiness.IsReady);
        Assert.Equal("no worker was heard of lately", view.After(left).Readiness.Reason);
        Assert.Equal((true, 1), (view.After(left).HasStore, view.After(left).Models.Length));
        Assert.Equal((false, "the queue's store does not answer"), (view.After(FleetView.Validity).HasStore, view.After(FleetView.Validity).Readiness.Reason));
    }

    [Fact]
    public void A_worker_that_beats_is_enough()
    {
        var (silent, beating) = (Worker("a", WorkerHealth.Ready, Samples.Tiny) with { Silence = TimeSpan.FromSeconds(9) }, Worker("b", WorkerHealth.Ready, Samples.Tiny));
        Assert.True(FleetView.Unknown.With([silent, beating]).After(TimeSpan.Zero).Readiness.IsReady);
        Assert.False(FleetView.Unknown.With([silent]).After(TimeSpan.Zero).Readiness.IsReady);
    }

    [Fact]
    public void Of_a_model_that_several_serve_only_those_add_ons_count_that_all_have()
    {
        var other = Samples.Tiny with { Loras = ["pixelart", "neon"], ControlNets = [] };
        var model = FleetView.Unknown.With([Worker("a", WorkerHealth.Ready, Samples.Tiny), Worker("b", WorkerHealth.Ready, other)]).Models.Single();
        Assert.Equal(["pixelart"], model.Loras);
        Assert.Empty(model.ControlNets);
    }

    [Fact]
    public void The_order_of_models_does_not_hang_on_who_was_heard_of_last()
    {
        var (a, b) = (Worker("a", WorkerHealth.Ready, Samples.Tiny, Samples.Plain), Worker("b", WorkerHealth.Ready, Samples.Plain));
        Assert.Equal(["owner/plain", "tiny"], FleetView.Unknown.With([a, b]).Models.Select(model => model.Id));
        Assert.Equal(["owner/plain", "tiny"], FleetView.Unknown.With([b, a]).Models.Select(model => model.Id));
    }

    private static WorkerState Worker(string id, WorkerHealth health, params ModelInfo[] models) => new(
        new WorkerCapabilities { WorkerId = id, Slots = 1, Models = [.. models] }, new WorkerHeartbeat(health, 0, WarmSet.Empty), DateTimeOffset.UnixEpoch, TimeSpan.Zero);
}
