using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Host.Configuration;

namespace SwiftDiffusion.Host.Planning;

/// <summary>What to plan for.</summary>
internal sealed record PlanArguments
{
    /// <summary>The trace's file.</summary>
    public required string Trace { get; init; }

    /// <summary>What a fleet has to hold.</summary>
    public required LatencyObjective Objective { get; init; }

    /// <summary>What a device costs in time.</summary>
    public required DeviceProfile Profile { get; init; }

    /// <summary>How the profile is named in a list of devices.</summary>
    public required string ProfileName { get; init; }

    /// <summary>Only this much of the trace.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.MaxValue;

    /// <summary>Seconds of the trace in a real one.</summary>
    public double TimeScale { get; init; } = 20;

    /// <summary>Requests for each of the trace.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Inference steps of requests whose trace states none.</summary>
    public int Steps { get; init; } = 50;

    public int MaxDevices { get; init; } = 64;

    public int MaxTrials { get; init; } = 12;

    /// <summary>LoRAs that host memory holds, for each device of the fleet.</summary>
    public int LorasInMemory { get; init; } = 8;

    public ServerWorkflow Workflow { get; init; } = ServerWorkflow.Adaptive;

    /// <summary>Money; null when cost is no question.</summary>
    public double? CostPerDeviceHour { get; init; }

    /// <summary>Model folder whose shapes are used.</summary>
    public required string Model { get; init; }
}
