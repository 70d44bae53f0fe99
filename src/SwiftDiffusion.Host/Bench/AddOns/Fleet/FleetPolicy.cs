using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Engine.Generation;

namespace SwiftDiffusion.Host.Bench.AddOns.Fleet;

/// <summary>A way to serve, all on the same emulated devices.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Placement">Where the parts of a step run.</param>
/// <param name="Timing">Whether a request waits for its LoRAs.</param>
/// <param name="Devices">How many it uses for a setting.</param>
/// <param name="Profile">The devices as its kernels find them.</param>
/// <param name="FetchSeconds">When the LoRA of that index can be used, from the start of the request.</param>
/// <param name="PauseSeconds">How long the steps stand still for so many LoRAs, which emulated devices do not; added to what was measured.</param>
internal sealed record FleetPolicy(
    string Name,
    PlacementPolicy Placement,
    AdapterTiming Timing,
    Func<FleetSetting, int> Devices,
    Func<DeviceProfile, DeviceProfile> Profile,
    Func<AdapterProfile, int, double> FetchSeconds,
    Func<AdapterProfile, int, double> PauseSeconds)
{
    /// <summary>Katz's speed-up by fused kernels and CUDA graphs over PyTorch's own.</summary>
    private const double FusedKernels = 1.24;

    /// <summary>Step of 50 by which Katz's released code waits for its LoRAs.</summary>
    private const int PublishedBound = 20;

    /// <summary>Patching a second LoRA takes a third of the first: 0.09 and 0.12 s in Katz's logs.</summary>
    private const double SecondPatch = 1.0 / 3;

    /// <summary>The second LoRA of the evaluation is larger: 456 MiB against 341.</summary>
    private const double SecondSize = 456.0 / 341;

    /// <summary>Diffusers' workflow: ControlNets in turn on one device, each LoRA fetched and injected before the first step, PyTorch's kernels.</summary>
    public static FleetPolicy Serial { get; } = new(
        "serial", PlacementPolicy.Local, AdapterTiming.Exact, _ => 1, profile => profile.Patched(),
        (adapter, index) => Enumerable.Range(0, index + 1).Sum(i => SizeBytes(adapter, i) * ((1 / adapter.FetchBytesPerSecond) + (adapter.InjectSecondsPerGigabyte / 1e9))),
        (_, _) => 0);

    /// <summary>Katz: guidance halves on two devices, a device for each ControlNet of each half, LoRAs fetched beside the first steps and patched in place.</summary>
    public static FleetPolicy Dedicated { get; } = new(
        "dedicated", PlacementPolicy.Adaptive, AdapterTiming.Within(PublishedBound), setting => setting.DedicatedDevices, profile => profile.Patched().WithSpeed(FusedKernels),
        (adapter, index) => SizeBytes(adapter, index) / adapter.FetchBytesPerSecond,
        (adapter, loras) => loras == 0 ? 0 : adapter.PatchSeconds * (1 + ((loras - 1) * SecondPatch)));

    /// <summary>This project on eight devices: adapters as inputs, rows of all requests batched, placement by what ends first; kernels as fast as Katz's.</summary>
    public static FleetPolicy Ours { get; } = new(
        "ours", PlacementPolicy.Adaptive, AdapterTiming.Within(PublishedBound), _ => 8, profile => profile.WithSpeed(FusedKernels),
        (adapter, index) => SizeBytes(adapter, index) / adapter.FetchBytesPerSecond,
        (_, _) => 0);

    private static double SizeBytes(AdapterProfile adapter, int index) => adapter.SizeBytes * (index == 0 ? 1 : SecondSize);
}
