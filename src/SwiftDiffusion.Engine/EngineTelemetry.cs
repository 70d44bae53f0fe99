using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SwiftDiffusion.Engine;

/// <summary>What the engine tells of itself while it runs: one meter and one activity source, both of the project's name. Durations are in seconds.</summary>
public static class EngineTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "SwiftDiffusion.Engine";

    /// <summary>Name of the counter of weights given to sessions.</summary>
    public const string WeightsLoadedName = "swiftdiffusion.engine.weights.loaded";

    private static readonly Meter Meter = new(Name);

    /// <summary>One activity per sequence, "sequence", with its phases below it: "adapters", "encode", "denoise", "decode".</summary>
    internal static ActivitySource Activities { get; } = new(Name);

    /// <summary>One step of a batch, by device.</summary>
    internal static Histogram<double> StepDuration { get; } = Meter.CreateHistogram<double>("swiftdiffusion.engine.step.duration", "s", "One step of a batch");

    /// <summary>Rows of a step, by device.</summary>
    internal static Histogram<int> StepRows { get; } = Meter.CreateHistogram<int>("swiftdiffusion.engine.step.rows", "{row}", "Rows of a step");

    /// <summary>How long a first half waited for branches on siblings.</summary>
    internal static Histogram<double> BranchWait { get; } = Meter.CreateHistogram<double>("swiftdiffusion.engine.branch.wait", "s", "Wait of a step for branches on siblings");

    /// <summary>Branch runs by placement, "local" or "sibling".</summary>
    internal static Counter<int> Branches { get; } = Meter.CreateCounter<int>("swiftdiffusion.engine.branches", "{run}", "Runs of ControlNet branches, by placement");

    /// <summary>What failed on a sibling, by device.</summary>
    internal static Counter<int> Fallbacks { get; } = Meter.CreateCounter<int>("swiftdiffusion.engine.fallbacks", "{run}", "Work that failed on a sibling and was done again at home");

    /// <summary>Time a device spent on work; its rate is the device's share of busy time.</summary>
    internal static Counter<double> DeviceBusy { get; } = Meter.CreateCounter<double>("swiftdiffusion.engine.device.busy", "s", "Time a device spent on work");

    /// <summary>How long work waited for its device, by device and priority.</summary>
    internal static Histogram<double> QueueWait { get; } = Meter.CreateHistogram<double>("swiftdiffusion.engine.device.wait", "s", "Wait of work for its device");

    /// <summary>How long a sequence waited for its first step.</summary>
    internal static Histogram<double> SequenceWait { get; } = Meter.CreateHistogram<double>("swiftdiffusion.engine.sequence.wait", "s", "Wait of a sequence for its first step");

    /// <summary>Calls made before late adapters joined.</summary>
    internal static Histogram<int> AttachStep { get; } = Meter.CreateHistogram<int>("swiftdiffusion.engine.adapter.attach_step", "{call}", "Calls made before late adapters joined");

    /// <summary>What emulated devices were to wait, in real time.</summary>
    internal static Counter<double> EmulationPlanned { get; } = Meter.CreateCounter<double>("swiftdiffusion.emulation.planned", "s", "Waits of emulated devices as planned");

    /// <summary>What they waited.</summary>
    internal static Counter<double> EmulationAchieved { get; } = Meter.CreateCounter<double>("swiftdiffusion.emulation.achieved", "s", "Waits of emulated devices as they were");

    /// <summary>How far each wait was off, summed.</summary>
    internal static Counter<double> EmulationDeviation { get; } = Meter.CreateCounter<double>("swiftdiffusion.emulation.deviation", "s", "Deviations of waits from their plan");

    /// <summary>Weights given to sessions, by device, in single precision; attaching an adapter as graph inputs adds nothing.</summary>
    internal static Counter<long> WeightsLoaded { get; } = Meter.CreateCounter<long>(WeightsLoadedName, "By", "Weights given to sessions");
}
