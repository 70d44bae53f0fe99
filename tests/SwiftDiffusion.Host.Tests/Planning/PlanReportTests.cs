using System.Xml.Linq;
using SwiftDiffusion.Engine.Devices.Emulation;
using SwiftDiffusion.Host.Planning;

namespace SwiftDiffusion.Host.Tests.Planning;

public sealed class PlanReportTests
{
    [Fact]
    public void The_smallest_fleet_is_named_with_its_cost()
    {
        var report = Report(maxTrials: 10, needed: 3, cost: 2);

        Assert.Equal("The smallest fleet that holds P95=2s has 3 devices.", report.Conclusion);
        string[] cells = [.. report.Cells(report.Fleets.Single(fleet => fleet.Devices == 3))];
        Assert.Equal("6.00", cells[Array.IndexOf([.. report.Columns], "cost/hour")]);
        Assert.Equal("holds", cells[^1]);
        Assert.Equal(report.Columns.Count, cells.Length);
    }

    [Fact]
    public void Without_a_price_there_is_no_cost() => Assert.DoesNotContain(Report(10, 3, cost: null).Columns, column => column.StartsWith("cost", StringComparison.Ordinal));

    [Fact]
    public void An_impossible_objective_is_told_with_the_best_that_was_found() =>
        Assert.Equal(
            "No fleet of up to 4 devices holds P95=2s. The best found has 4 devices: 80.0 % of requests within 2 s, P95 3.00 s of those completed.", Report(10, needed: 9, cost: null).Conclusion);

    [Fact]
    public void A_search_that_ran_out_of_trials_says_what_is_open() =>
        Assert.Equal("A fleet of 4 devices holds P95=2s; between it and 2, which does not, --max-trials left no trial.", Report(maxTrials: 3, needed: 3, cost: null).Conclusion);

    [Fact]
    public void The_page_is_well_formed_and_has_a_chart_for_latency_shares_and_cost()
    {
        string page = PlanPage.Create(Report(10, 3, cost: 2));

        var body = XDocument.Parse(page[page.IndexOf('\n', StringComparison.Ordinal)..]);
        Assert.Equal(3, body.Descendants().Count(element => element.Name.LocalName == "svg"));
        Assert.Contains("The smallest fleet that holds P95=2s has 3 devices.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_makes_figures_doubtful_is_said()
    {
        using var text = new StringWriter();

        Report(10, 3, cost: null, doubt: "the clock was late").Write(text);

        Assert.Contains("note: 1 device: the clock was late", text.ToString(), StringComparison.Ordinal);
    }

    private static PlanReport Report(int maxTrials, int needed, double? cost, string? doubt = null)
    {
        var arguments = new PlanArguments
        {
            Trace = "t.jsonl",
            Objective = LatencyObjective.TryParse("P95=2s")!,
            Profile = DeviceProfileReader.Read("h800-sdxl"),
            ProfileName = "h800-sdxl",
            Model = "tinyworld",
            MaxDevices = 4,
            CostPerDeviceHour = cost,
        };
        var search = new FleetSearch(4, maxTrials);
        var fleets = new List<FleetFigures>();
        while (search.Next is { } devices)
        {
            bool holds = devices >= needed;
            fleets.Add(new FleetFigures
            {
                Devices = devices,
                Holds = holds,
                Attainment = holds ? 0.99 : 0.2 * devices,
                P50 = 1,
                P95 = holds ? 1.5 : 3,
                P99 = 4,
                GoodputPerS = 0.5,
                CompletedPerS = 0.6,
                Utilisation = 0.7,
                CostPerHour = cost * devices,
                CostPer1000 = cost * devices / 3.6,
                TimingError = 0.01,
                ProcessorShare = 0.2,
                Doubt = doubt,
            });
            search.Learn(devices, holds);
        }

        return new PlanReport("t.jsonl", 10, arguments, search, fleets);
    }
}
