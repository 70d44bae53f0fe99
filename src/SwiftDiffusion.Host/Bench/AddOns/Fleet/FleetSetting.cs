using System.Collections.Immutable;

namespace SwiftDiffusion.Host.Bench.AddOns.Fleet;

/// <summary>A request of Katz's evaluation (USENIX ATC 2025, section 9; seconds from its published logs): SDXL, 1024x1024, 50 steps, on H800.</summary>
/// <param name="ControlNets">How many.</param>
/// <param name="Loras">How many.</param>
/// <param name="SerialSeconds">Diffusers on one device, without the constant that the plots add per ControlNet.</param>
/// <param name="DedicatedSeconds">Katz.</param>
/// <param name="DedicatedDevices">Devices that Katz used.</param>
internal sealed record FleetSetting(int ControlNets, int Loras, double SerialSeconds, double DedicatedSeconds, int DedicatedDevices)
{
    public const int InferenceSteps = 50;

    public static ImmutableArray<FleetSetting> Published { get; } =
    [
        new(0, 0, 2.88, 1.71, 2), new(0, 1, 6.19, 1.84, 2), new(1, 0, 4.26, 1.74, 4), new(1, 1, 7.29, 1.89, 4),
        new(3, 0, 7.09, 1.80, 8), new(2, 2, 13.36, 2.00, 6), new(3, 2, 14.79, 2.03, 8),
    ];

    public override string ToString() => $"{ControlNets}C/{Loras}L";
}
