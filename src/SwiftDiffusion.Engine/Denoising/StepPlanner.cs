using System.Collections.Immutable;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>
/// Places a step so that it ends first: (1) all rows at home or split over free siblings that hold the UNet, (2) each branch on the device that finishes it
/// first, the part's own included. Pure. A device that has sequences of its own is never asked, so a full machine loses nothing to waiting.
/// </summary>
public static class StepPlanner
{
    /// <summary>What handing work to another device costs: waking its thread and coming back.</summary>
    private const double HandOverSeconds = 100e-6;

    /// <summary>A split must end this much earlier to be worth its hand-overs and gathers.</summary>
    private const double WorthwhileGain = 1.05;

    /// <summary>The plan of a step.</summary>
    /// <param name="demand">What the step asks.</param>
    /// <param name="devices">The loop's own device first.</param>
    /// <param name="policy">Adaptive, but for comparisons.</param>
    public static StepPlan Plan(StepDemand demand, ImmutableArray<DeviceState> devices, PlacementPolicy policy)
    {
        var home = Place(demand, devices, [0], policy);
        if (policy != PlacementPolicy.Adaptive)
            return home;
        var best = home;
        int[] helpers = [.. Enumerable.Range(1, devices.Length - 1).Where(device => devices[device] is { IsFree: true, HoldsUNet: true })
            .OrderBy(device => devices[device].ReadySeconds + demand.DownSeconds(device, 1) + demand.UpSeconds(device, 1))];
        for (int parts = 2; parts <= Math.Min(demand.Rows, helpers.Length + 1); parts++)
        {
            var split = Place(demand, devices, [0, .. helpers[..(parts - 1)]], policy);
            if (split.Seconds * WorthwhileGain < best.Seconds)
                best = split;
        }

        return best;
    }

    /// <summary>The plan whose UNet halves run on these devices, each with an equal share of the rows.</summary>
    private static StepPlan Place(StepDemand demand, ImmutableArray<DeviceState> devices, int[] partDevices, PlacementPolicy policy)
    {
        var parts = new Part[partDevices.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            int first = demand.Rows * i / parts.Length, rows = (demand.Rows * (i + 1) / parts.Length) - first;
            int device = partDevices[i];
            parts[i] = new Part(device, first, rows, demand.Branches.Length)
            {
                OwnEnd = devices[device].ReadySeconds + HandOver(device) + demand.DownSeconds(device, rows),
            };
        }

        PlaceBranches(demand, devices, parts, policy);
        double end = parts.Max(part => part.Joined + demand.UpSeconds(part.Device, part.Rows) + (part.Rows * demand.LinkSeconds(part.Device, 0)));
        return new StepPlan([.. parts.Select(part => new PartPlan(part.Device, part.FirstRow, part.Rows, [.. part.BranchDevices]))], end);
    }

    /// <summary>Longest first, each where its part can go on soonest.</summary>
    private static void PlaceBranches(StepDemand demand, ImmutableArray<DeviceState> devices, Part[] parts, PlacementPolicy policy)
    {
        double[] free = [.. devices.Select(device => device.ReadySeconds)];
        var work = from part in parts
                   from branch in Enumerable.Range(0, demand.Branches.Length)
                   let rows = demand.Branches[branch].RowsIn(part.FirstRow, part.Rows)
                   where rows > 0
                   orderby demand.Branches[branch].Seconds(part.Device, rows) descending
                   select (Part: part, Branch: branch, Rows: rows);
        foreach (var (part, branch, rows) in work.ToArray())
        {
            var net = demand.Branches[branch];
            // A part whose device lacks the ControlNet, and that no sibling can help, makes the plan impossible.
            double ownEnd = part.OwnEnd + (net.IsHeldBy(part.Device) ? net.Seconds(part.Device, rows) : double.PositiveInfinity), local = Math.Max(ownEnd, part.Joined);
            var (device, end) = FirstToFinish(net, part, rows);
            bool goesAway = policy == PlacementPolicy.Sibling ? device >= 0 : Math.Max(end, part.Joined) < local;
            part.BranchDevices[branch] = goesAway ? device : part.Device;
            if (goesAway)
                part.AwayEnd = Math.Max(part.AwayEnd, free[device] = end);
            else
                part.OwnEnd = ownEnd;
        }

        (int Device, double End) FirstToFinish(BranchDemand net, Part part, int rows)
        {
            var siblings = Enumerable.Range(0, policy == PlacementPolicy.Local ? 0 : devices.Length)
                .Where(device => parts.All(other => other.Device != device) && net.IsHeldBy(device) && (devices[device].IsFree || policy == PlacementPolicy.Sibling))
                .Select(device => (Device: device, End: free[device] + HandOverSeconds + net.Seconds(device, rows) + (rows * demand.LinkSeconds(device, part.Device))));
            return siblings.DefaultIfEmpty((Device: -1, End: double.PositiveInfinity)).MinBy(sibling => sibling.End);
        }
    }

    private static double HandOver(int device) => device == 0 ? 0 : HandOverSeconds;

    /// <summary>A part while its branches are being placed.</summary>
    private sealed class Part(int device, int firstRow, int rows, int branches)
    {
        public int Device => device;

        public int FirstRow => firstRow;

        public int Rows => rows;

        /// <summary>When its device has done the first half and the branches placed there.</summary>
        public double OwnEnd { get; set; }

        /// <summary>When the last of its branches on siblings arrives.</summary>
        public double AwayEnd { get; set; }

        /// <summary>When the second half can begin.</summary>
        public double Joined => Math.Max(OwnEnd, AwayEnd);

        public int[] BranchDevices { get; } = [.. Enumerable.Repeat(device, branches)];
    }
}
