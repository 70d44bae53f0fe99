using System.Globalization;
using System.Text.Json.Serialization;
using SwiftDiffusion.Host.Output;

namespace SwiftDiffusion.Host.Planning;

/// <summary>The fleets that were tried, and what follows.</summary>
internal sealed class PlanReport : IReport
{
    private readonly PlanArguments _arguments;
    private readonly FleetSearch _search;

    /// <param name="trace">The trace's name.</param>
    /// <param name="requests">Its requests.</param>
    /// <param name="arguments">What was planned for.</param>
    /// <param name="search">As it ended.</param>
    /// <param name="fleets">Every trial.</param>
    public PlanReport(string trace, int requests, PlanArguments arguments, FleetSearch search, IEnumerable<FleetFigures> fleets)
    {
        (_arguments, _search, Trace, Requests) = (arguments, search, trace, requests);
        Fleets = [.. fleets.OrderBy(fleet => fleet.Devices)];
    }

    public string Trace { get; }

    public int Requests { get; }

    public string Objective => $"{_arguments.Objective}";

    public string Profile => _arguments.Profile.Name;

    public double TimeScale => _arguments.TimeScale;

    public string Workflow => $"{_arguments.Workflow}";

    /// <summary>Every fleet that was tried, the smallest first.</summary>
    public IReadOnlyList<FleetFigures> Fleets { get; }

    /// <summary>Devices of the smallest fleet that holds; null when none does.</summary>
    public int? Smallest => _search.Smallest;

    /// <summary>What follows, in words.</summary>
    public string Conclusion => (_search.Smallest, _search.IsDecided) switch
    {
        ({ } devices, true) => $"The smallest fleet that holds {Objective} has {Devices(devices)}.",
        ({ } devices, false) => $"A fleet of {Devices(devices)} holds {Objective}; between it and {_search.TooSmall}, which does not, --max-trials left no trial.",
        (null, true) => $"No fleet of up to {Devices(_arguments.MaxDevices)} holds {Objective}. {Best}",
        (null, false) => $"No fleet of up to {Devices(_search.TooSmall)} holds {Objective}, and --max-trials left no trial for more. {Best}",
    };

    /// <summary>Why figures may say nothing about a fleet.</summary>
    [JsonIgnore]
    public IEnumerable<string> Doubts => Fleets.Where(fleet => fleet.Doubt is not null).Select(fleet => $"{Devices(fleet.Devices)}: {fleet.Doubt}");

    [JsonIgnore]
    public double ObjectiveSeconds => _arguments.Objective.Latency.TotalSeconds;

    [JsonIgnore]
    public bool HasCost => _arguments.CostPerDeviceHour is not null;

    [JsonIgnore]
    public IReadOnlyList<string> Columns =>
    [
        "devices", "p50", "p95", "p99", "within", "goodput", "completed", "busy", .. HasCost ? ["cost/hour", "cost/1000"] : Array.Empty<string>(), "timing error", Objective,
    ];

    private string Best => Fleets.MaxBy(fleet => (fleet.Attainment, -fleet.Devices)) is { P50: not null } best
        ? string.Create(CultureInfo.InvariantCulture, $"The best found has {Devices(best.Devices)}: {best.Attainment:0.0 %} of requests within {ObjectiveSeconds:0.###} s, P95 {best.P95:0.00} s of those completed.")
        : "None completed any request.";

    /// <summary>A fleet's cells, in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> Cells(FleetFigures fleet) =>
    [
        $"{fleet.Devices}", Seconds(fleet.P50), Seconds(fleet.P95), Seconds(fleet.P99), Figures.Percent(fleet.Attainment), Rate(fleet.GoodputPerS), Rate(fleet.CompletedPerS), Figures.Percent(fleet.Utilisation),
        .. HasCost ? [Money(fleet.CostPerHour), Money(fleet.CostPer1000)] : Array.Empty<string>(),
        Figures.Percent(fleet.TimingError), fleet.Holds ? "holds" : "missed",
    ];

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Trace}, {Requests} requests, on emulated {Profile}, times {TimeScale.ToString(CultureInfo.InvariantCulture)}, workflow {Workflow}");
        var table = new TextTable([.. Columns]);
        foreach (var fleet in Fleets)
            table.Add([.. Cells(fleet)]);
        table.Write(output);
        foreach (string doubt in Doubts)
            output.WriteLine($"note: {doubt}");
        output.WriteLine(Conclusion);
    }

    private static string Devices(int count) => count == 1 ? "1 device" : $"{count} devices";

    private static string Seconds(double? value) => value is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:0.00} s");

    private static string Rate(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.000}/s");

    private static string Money(double? value) => value is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:0.00}");
}
