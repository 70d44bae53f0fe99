using System.Collections.Immutable;
using CsCheck;
using SwiftDiffusion.Engine.Denoising;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Denoising;

public sealed class StepPlannerTests
{
    private static readonly DeviceState Own = new(0, IsFree: false, HoldsUNet: true), Free = new(0, IsFree: true, HoldsUNet: true), Busy = Free with { IsFree = false };

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[1, 8], Gen.Select(Gen.Double[0.001, 1], Gen.Int[0, 255], Gen.Int[0, 7], Gen.Int[1, 8]).Array[0, 3],
        Gen.Select(Gen.Double[0, 1], Gen.Bool, Gen.Bool).Array[0, 5], Gen.Double[0.001, 1], Gen.Double[0, 0.1],
        (rows, branches, siblings, unet, link) => new Case(rows, branches, siblings, unet, link));

    [Fact]
    public void Parts_are_the_batch_in_order() => Cases.Sample(each =>
    {
        int next = 0;
        foreach (var part in each.Plan(PlacementPolicy.Adaptive).Parts)
        {
            Assert.Equal(next, part.FirstRow);
            Assert.InRange(part.Rows, 1, each.Rows);
            next += part.Rows;
        }

        Assert.Equal(each.Rows, next);
    });

    [Fact]
    public void Nothing_runs_where_it_is_not_loaded_or_not_welcome() => Cases.Sample(each =>
    {
        foreach (var part in each.Plan(PlacementPolicy.Adaptive).Parts)
        {
            Assert.True(part.Device == 0 || each.Devices[part.Device] is { IsFree: true, HoldsUNet: true });
            for (int i = 0; i < each.Demand.Branches.Length; i++)
            {
                int device = part.BranchDevices[i];
                bool isNeeded = each.Demand.Branches[i].RowsIn(part.FirstRow, part.Rows) > 0;
                Assert.True(!isNeeded || (each.Demand.Branches[i].IsHeldBy(device) && (device == 0 || each.Devices[device].IsFree)));
            }
        }
    });

    [Fact]
    public void No_device_runs_two_parts() =>
        Cases.Sample(each => Assert.Distinct(each.Plan(PlacementPolicy.Adaptive).Parts.Select(part => part.Device)));

    [Fact]
    public void A_plan_never_ends_later_than_staying_at_home() =>
        Cases.Sample(each => Assert.True(each.Plan(PlacementPolicy.Adaptive).Seconds <= each.Plan(PlacementPolicy.Local).Seconds));

    [Fact]
    public void On_a_full_machine_everything_stays_at_home() => Cases.Sample(each =>
    {
        var full = each with { Siblings = [.. each.Siblings.Select(sibling => sibling with { Item2 = false })] };
        AssertAtHome(full.Plan(PlacementPolicy.Adaptive));
    });

    [Fact]
    public void Policy_local_never_leaves_home() => Cases.Sample(each => AssertAtHome(each.Plan(PlacementPolicy.Local)));

    [Fact]
    public void Policy_sibling_sends_every_branch_away_even_to_a_busy_device()
    {
        var plan = StepPlanner.Plan(Demand(2, branches: 2), [Own, Busy], PlacementPolicy.Sibling);

        Assert.Equal([1, 1], Assert.Single(plan.Parts).BranchDevices);
    }

    [Fact]
    public void Guidance_halves_run_on_two_devices_when_one_is_free()
    {
        var plan = StepPlanner.Plan(Demand(2, branches: 0), [Own, Free], PlacementPolicy.Adaptive);

        Assert.Equal([(0, 0, 1), (1, 1, 1)], plan.Parts.Select(part => (part.Device, part.FirstRow, part.Rows)));
        Assert.InRange(plan.Seconds, 0.02, 0.021);
    }

    [Fact]
    public void A_single_row_keeps_its_halves_and_sends_its_branch_away()
    {
        var plan = StepPlanner.Plan(Demand(1, branches: 1), [Own, Free], PlacementPolicy.Adaptive);

        Assert.Equal([1], Assert.Single(plan.Parts).BranchDevices);
        // The branch (8 ms) runs beside the first half (10 ms), before the second (10 ms).
        Assert.InRange(plan.Seconds, 0.02, 0.0202);
    }

    [Fact]
    public void A_sibling_that_will_be_free_too_late_is_left_alone() =>
        AssertAtHome(StepPlanner.Plan(Demand(2, branches: 1), [Own, Free with { ReadySeconds = 0.5 }], PlacementPolicy.Adaptive));

    [Fact]
    public void A_link_that_costs_more_than_it_saves_is_left_alone() =>
        AssertAtHome(StepPlanner.Plan(Demand(2, branches: 1) with { LinkSeconds = (from, to) => from == to ? 0 : 0.1 }, [Own, Free], PlacementPolicy.Adaptive));

    [Fact]
    public void Several_branches_use_several_siblings()
    {
        var plan = StepPlanner.Plan(Demand(1, branches: 3), [Own, Free, Free, Free], PlacementPolicy.Adaptive);

        Assert.Equal([1, 2, 3], plan.Parts.Single().BranchDevices.Order());
    }

    private static void AssertAtHome(StepPlan plan)
    {
        var part = Assert.Single(plan.Parts);
        Assert.Equal(0, part.Device);
        Assert.All(part.BranchDevices, device => Assert.Equal(0, device));
    }

    /// <summary>10 ms a row for each half, 8 ms a row for each branch, which all rows need and all devices hold.</summary>
    private static StepDemand Demand(int rows, int branches) => new(
        rows, [.. Enumerable.Repeat(new BranchDemand([.. Enumerable.Range(0, rows)], (_, some) => 0.008 * some, _ => true), branches)],
        (_, some) => 0.01 * some, (_, some) => 0.01 * some, (_, _) => 0);

    /// <summary>A generated step and machine; the own device holds everything.</summary>
    private sealed record Case(int Rows, (double Seconds, int Holders, int First, int Count)[] Branches, (double Ready, bool, bool)[] Siblings, double UNetSeconds, double LinkSeconds)
    {
        public ImmutableArray<DeviceState> Devices => [Own, .. Siblings.Select(sibling => new DeviceState(sibling.Ready, sibling.Item2, sibling.Item3))];

        public StepDemand Demand => new(
            Rows, [.. Branches.Select(Branch)], (_, rows) => UNetSeconds * rows, (_, rows) => UNetSeconds * rows, (from, to) => from == to ? 0 : LinkSeconds);

        public StepPlan Plan(PlacementPolicy policy) => StepPlanner.Plan(Demand, Devices, policy);

        private BranchDemand Branch((double Seconds, int Holders, int First, int Count) branch)
        {
            int first = branch.First % Rows;
            return new BranchDemand(
                [.. Enumerable.Range(first, Math.Min(branch.Count, Rows - first))], (_, rows) => branch.Seconds * rows,
                device => device == 0 || (branch.Holders >> device & 1) != 0);
        }
    }
}
