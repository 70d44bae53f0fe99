using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.Host.Planning;

/// <summary>What one fleet did with the trace; times are the trace's.</summary>
internal sealed record FleetFigures
{
    public required int Devices { get; init; }

    /// <summary>Whether the objective was held.</summary>
    public required bool Holds { get; init; }

    /// <summary>Share of requests that were completed within the objective.</summary>
    public required double Attainment { get; init; }

    /// <summary>Latency of completed requests in seconds; null when there were none.</summary>
    public required double? P50 { get; init; }

    public required double? P95 { get; init; }

    public required double? P99 { get; init; }

    /// <summary>Requests completed within the objective, per second.</summary>
    public required double GoodputPerS { get; init; }

    public required double CompletedPerS { get; init; }

    /// <summary>Share of the devices' time in which they worked.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Cost of the fleet per hour; null when cost is no question.</summary>
    public double? CostPerHour { get; init; }

    /// <summary>The same for a thousand requests that were completed.</summary>
    public double? CostPer1000 { get; init; }

    /// <summary>How much longer emulated devices were busy than planned, as a share.</summary>
    public required double TimingError { get; init; }

    /// <summary>Share of the machine's cores that this process took.</summary>
    public required double ProcessorShare { get; init; }

    /// <summary>Why the figures may say nothing about the fleet; null when they do.</summary>
    public string? Doubt { get; init; }

    /// <param name="devices">Size of the fleet.</param>
    /// <param name="arguments">What was planned for.</param>
    /// <param name="summary">The replay.</param>
    /// <param name="emulation">What the machine did meanwhile.</param>
    public static FleetFigures Of(int devices, PlanArguments arguments, RunSummary summary, EmulationFigures emulation)
    {
        bool hasAny = summary.Outcomes.GetValueOrDefault(Outcome.Completed) > 0;
        double? costPerHour = arguments.CostPerDeviceHour * devices;
        return new FleetFigures
        {
            Devices = devices,
            Holds = summary.SloAttainment >= arguments.Objective.Share,
            Attainment = summary.SloAttainment,
            P50 = hasAny ? summary.LatencyMs.P50 / 1000 : null,
            P95 = hasAny ? summary.LatencyMs.P95 / 1000 : null,
            P99 = hasAny ? summary.LatencyMs.P99 / 1000 : null,
            GoodputPerS = summary.GoodputPerS,
            CompletedPerS = summary.CompletedPerS,
            Utilisation = emulation.BusySeconds / (devices * Math.Max(summary.DurationS, 1e-3)),
            CostPerHour = costPerHour,
            CostPer1000 = hasAny ? costPerHour / (summary.CompletedPerS * 3600) * 1000 : null,
            TimingError = emulation.TimingError,
            ProcessorShare = emulation.ProcessorShare,
            // Without any answer there is nothing to doubt.
            Doubt = hasAny ? summary.Validity.Reason ?? emulation.Doubt : null,
        };
    }
}

/// <summary>How emulation went during a replay.</summary>
/// <param name="BusySeconds">What the devices were to work, in the trace's time.</param>
/// <param name="TimingError">How much longer they were busy, as a share.</param>
/// <param name="ProcessorShare">Share of the machine's cores that this process took.</param>
internal sealed record EmulationFigures(double BusySeconds, double TimingError, double ProcessorShare)
{
    private const double MostTimingError = 0.05;

    public string? Doubt => Math.Abs(TimingError) > MostTimingError
        ? FormattableString.Invariant($"This machine could not keep the devices' time: they were busy {TimingError:+0.0 %;-0.0 %} than planned; lower --time-scale.") : null;
}
