using System.Collections.Concurrent;
using System.Collections.Immutable;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;

namespace SwiftDiffusion.Engine.Denoising;

/// <summary>What the steps of one loop run on: its own device and its siblings, what is known of their speed, and where ControlNets are.</summary>
public sealed class StepSite
{
    private readonly DeviceGroup _group;
    /// <summary>How long a sibling on which something failed is left alone.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly PlacementPolicy _policy;
    private readonly Action<string, Exception> _failed;
    private readonly ConcurrentDictionary<Device, long> _failures = [];

    /// <param name="group">All devices.</param>
    /// <param name="home">The loop's own, one of them.</param>
    /// <param name="policy">Where parts of a step may run.</param>
    /// <param name="times">Learns how long work takes; shared by the loops of a model.</param>
    /// <param name="residency">Where ControlNets are.</param>
    /// <param name="failed">Told what failed on a sibling and was done again at home.</param>
    /// <param name="time">Measures work.</param>
    public StepSite(
        DeviceGroup group, Device home, PlacementPolicy policy, WorkTimes times, IResidency residency, Action<string, Exception> failed, TimeProvider time)
    {
        _failed = failed;
        _group = group;
        _policy = policy;
        Devices = [home, .. group.Devices.Where(device => device != home)];
        Times = times;
        Residency = residency;
        Time = time;
    }

    /// <summary>One device without siblings, where everything stays loaded.</summary>
    public static StepSite Alone(Device device, TimeProvider time) =>
        new(new DeviceGroup([device], time), device, PlacementPolicy.Local, new WorkTimes(), new LoadedForGood(), (_, _) => { }, time);

    /// <summary>The own device first.</summary>
    public ImmutableArray<Device> Devices { get; }

    public Device Home => Devices[0];

    public WorkTimes Times { get; }

    public IResidency Residency { get; }

    public TimeProvider Time { get; }

    public IDeviceLink Link(Device from, Device to) => _group.Link(from, to);

    /// <summary>Something failed on a sibling and is done again at home; the sibling is left alone for a while.</summary>
    internal void ReportFailure(Device sibling, string what, Exception failure)
    {
        _failures[sibling] = Time.GetTimestamp();
        EngineTelemetry.Fallbacks.Add(1, sibling.Tag);
        _failed($"{what} on {sibling.Spec}", failure);
    }

    /// <summary>Where the next step of a batch runs.</summary>
    internal StepPlan Plan(StepBatch batch, ImmutableArray<BranchGroup> branches)
    {
        var kinds = StepKinds.Of(batch);
        var unet = batch.Sequences[0].UNet;
        // The planner's devices are positions in this list.
        int[] near = Candidates(batch, branches);
        var demand = new StepDemand(
            batch.Rows, [.. branches.Select(group => Demand(group, kinds, near))],
            (device, rows) => Times.Seconds(kinds.Down, rows, Devices[near[device]]), (device, rows) => Times.Seconds(kinds.Up, rows, Devices[near[device]]),
            (from, to) => Link(Devices[near[from]], Devices[near[to]]).CostOf(kinds.LinkBytes).TotalSeconds);
        var states = near.Select(i => Devices[i]).Select(device => new DeviceState(
            device.Queue.Backlog(WorkPriority.Step).TotalSeconds, IsFree(device), unet.IsReadyOn(device, batch.HasAdapters))).ToImmutableArray();
        if (_policy == PlacementPolicy.Adaptive && states.Skip(1).Any(state => state.IsFree))
            Wish(demand, states, branches, batch, near);
        var plan = StepPlanner.Plan(demand, states, _policy);
        return plan with { Parts = [.. plan.Parts.Select(part => part with { Device = near[part.Device], BranchDevices = [.. part.BranchDevices.Select(device => near[device])] })] };
    }

    /// <summary>Where a branch runs that no step waits for: on a free sibling that has the ControlNet, the first to finish, else at home.</summary>
    internal Device DeviceFor(ControlNetReplicas net, WorkKind kind, int rows)
    {
        var siblings = Devices.Skip(1).Where(device => _policy switch
        {
            PlacementPolicy.Adaptive => IsFree(device),
            PlacementPolicy.Sibling => true,
            _ => false,
        });
        return siblings.Where(device => Residency.IsHeld(net, device))
            .MinBy(device => device.Queue.Backlog(WorkPriority.Branch).TotalSeconds + Times.Seconds(kind, rows, device)) ?? Home;
    }

    /// <summary>Runs some work and learns from it how long it takes.</summary>
    internal (T Result, TimeSpan Took) Timed<T>(WorkKind kind, int rows, Device device, Func<T> run)
    {
        long start = Time.GetTimestamp();
        var result = run();
        var took = Time.GetElapsedTime(start);
        Times.Observe(kind, rows, device, took);
        return (result, took);
    }

    /// <summary>Counts a run of a branch by where it ran.</summary>
    internal static void CountBranch(bool isLocal) => EngineTelemetry.Branches.Add(1, new KeyValuePair<string, object?>("placement", isLocal ? "local" : "sibling"));

    private bool IsFree(Device device) => device.IsFree && !(_failures.TryGetValue(device, out long failed) && Time.GetElapsedTime(failed) < Rest);

    /// <summary>
    /// The own device and the siblings that a plan may use, as positions in <see cref="Devices"/>: a step has no more work than this at a time, so of many equal free
    /// devices only so many need looking at, those first that have everything loaded.
    /// </summary>
    private int[] Candidates(StepBatch batch, ImmutableArray<BranchGroup> branches)
    {
        int most = batch.Rows * (1 + branches.Length);
        if (_policy == PlacementPolicy.Local)
            return [0];
        if (_policy == PlacementPolicy.Sibling || Devices.Length <= most + 1)
            return [.. Enumerable.Range(0, Devices.Length)];
        var chosen = new List<int> { 0 };
        var lacking = new List<int>();
        var counts = new Dictionary<string, int>();
        for (int i = 1; i < Devices.Length; i++)
        {
            if (!IsFree(Devices[i]) || counts.GetValueOrDefault(Devices[i].Class) == most)
                continue;
            if (HasAll(Devices[i]))
                Choose(i);
            else
                lacking.Add(i);
        }

        foreach (int i in lacking.Where(i => counts.GetValueOrDefault(Devices[i].Class) < most))
            Choose(i);
        return [.. chosen];

        bool HasAll(Device device) =>
            batch.Sequences[0].UNet.IsReadyOn(device, batch.HasAdapters) && branches.All(group => Residency.IsHeld(group.Net, device));

        void Choose(int i)
        {
            chosen.Add(i);
            counts[Devices[i].Class] = counts.GetValueOrDefault(Devices[i].Class) + 1;
        }
    }

    private BranchDemand Demand(BranchGroup group, StepKinds kinds, int[] near)
    {
        var kind = kinds.Branch(group.Net);
        return new BranchDemand(
            [.. group.Rows], (device, rows) => Times.Seconds(kind, rows, Devices[near[device]]), device => Residency.IsHeld(group.Net, Devices[near[device]]));
    }

    /// <summary>Asks for what the best of all plans would use and is not there yet.</summary>
    private void Wish(StepDemand demand, ImmutableArray<DeviceState> states, ImmutableArray<BranchGroup> branches, StepBatch batch, int[] near)
    {
        bool isAllThere = states.All(state => state.HoldsUNet || !state.IsFree)
            && demand.Branches.All(branch => Enumerable.Range(1, states.Length - 1).All(device => !states[device].IsFree || branch.IsHeldBy(device)));
        if (isAllThere)
            return;
        var ideal = StepPlanner.Plan(
            demand with { Branches = [.. demand.Branches.Select(branch => branch with { IsHeldBy = _ => true })] },
            [.. states.Select(state => state with { HoldsUNet = true })], _policy);
        foreach (var part in ideal.Parts)
        {
            if (!states[part.Device].HoldsUNet)
                Residency.Want(batch.Sequences[0].UNet, Devices[near[part.Device]], batch.HasAdapters);
            for (int i = 0; i < branches.Length; i++)
            {
                if (demand.Branches[i].RowsIn(part.FirstRow, part.Rows) > 0 && !demand.Branches[i].IsHeldBy(part.BranchDevices[i]))
                    Residency.Want(branches[i].Net, Devices[near[part.BranchDevices[i]]]);
            }
        }
    }

    /// <summary>Nothing is ever unloaded.</summary>
    private sealed class LoadedForGood : IResidency, IDisposable
    {
        public bool IsHeld(ControlNetReplicas net, Device device) => net.AreOn(device);

        public IDisposable? TryUse(ControlNetReplicas net, Device device) => net.AreOn(device) ? this : null;

        public void Want(ControlNetReplicas net, Device device)
        {
        }

        public void Want(UNetReplicas unet, Device device, bool adapters)
        {
        }

        public void Dispose()
        {
        }
    }
}
