using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Charts;
using static SwiftDiffusion.LoadGen.Charts.HtmlPage;

namespace SwiftDiffusion.Host.Planning;

/// <summary>A plan as a page that needs nothing but itself.</summary>
internal static class PlanPage
{
    public static string Create(PlanReport plan) => HtmlPage.Create(
        "A fleet for a trace",
        new XElement("h1", "A fleet for a trace"),
        new XElement("p", new XAttribute("class", plan.Smallest is null ? "banner bad" : "banner good"), plan.Conclusion),
        Facts([
            ("trace", plan.Trace), ("requests", $"{plan.Requests}"), ("objective", plan.Objective), ("emulated device", plan.Profile), ("time scale", Axis.Text(plan.TimeScale)), ("workflow", plan.Workflow)]),
        plan.Doubts.Select(doubt => new XElement("p", new XAttribute("class", "banner bad"), doubt)),
        Section("Charts", new XElement("div", new XAttribute("class", "charts"), Latency(plan), Shares(plan), plan.HasCost ? Cost(plan) : null)),
        Section("Fleets", Table(plan.Columns, plan.Fleets.Select(plan.Cells))));

    private static XElement Latency(PlanReport plan)
    {
        Series[] lines = [Line(plan, "p50", fleet => fleet.P50), Line(plan, "p95", fleet => fleet.P95), Line(plan, "p99", fleet => fleet.P99)];
        var objective = new Series("objective", [.. plan.Fleets.Select(fleet => new Point(fleet.Devices, plan.ObjectiveSeconds))]);
        return LineChart.Draw(
            "Latency", "Percentiles of the requests that each fleet completed; requests are given up after four objectives.",
            DevicesAxis(plan), Axis.Logarithmic("s", lines.Append(objective).SelectMany(line => line.Points).Select(point => point.Y)), [.. lines, objective], MarkerOf(plan));
    }

    private static XElement Shares(PlanReport plan) => LineChart.Draw(
        "Held and busy", "Share of requests within the objective, and share of the devices' time in which they worked.",
        DevicesAxis(plan), Axis.UpTo("share", 1), [Line(plan, "within the objective", fleet => fleet.Attainment), Line(plan, "busy", fleet => fleet.Utilisation)], MarkerOf(plan));

    private static XElement Cost(PlanReport plan)
    {
        var cost = Line(plan, "per 1000 requests", fleet => fleet.CostPer1000);
        return LineChart.Draw(
            "Cost", "What a thousand completed requests cost on each fleet.", DevicesAxis(plan), Axis.Linear("cost", cost.Points.Select(point => point.Y)), [cost], MarkerOf(plan));
    }

    private static Axis DevicesAxis(PlanReport plan) => Axis.Linear("devices", plan.Fleets.Select(fleet => (double)fleet.Devices));

    private static Marker? MarkerOf(PlanReport plan) => plan.Smallest is { } devices ? new Marker(devices, $"{devices}") : null;

    private static Series Line(PlanReport plan, string name, Func<FleetFigures, double?> value) =>
        new(name, [.. plan.Fleets.Select(fleet => new Point(fleet.Devices, value(fleet) ?? double.NaN))]);
}
