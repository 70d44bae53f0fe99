using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

public sealed class AnalysisReportTests
{
    [Fact]
    public void A_page_has_the_papers_figures_for_every_service()
    {
        var page = PageOf(
            new TraceRequest { At = TimeSpan.Zero, Service = "A", Instance = "1", ControlNets = ["c"], Loras = [new LoraUse("x")] },
            new TraceRequest { At = TimeSpan.FromSeconds(9), Service = "B", Instance = "2", Loras = [new LoraUse("y")] });

        Assert.Equal(["Arrivals", "Service A: 1 requests on 1 instances", "Service B: 1 requests on 1 instances"], page.Descendants("h2").Select(title => title.Value));
        Assert.Equal(
            ["Add-ons per request", "Popularity of ControlNets", "Caching ControlNets", "Popularity of LoRAs", "Caching LoRAs", "Add-ons per request", "Popularity of LoRAs", "Caching LoRAs"],
            page.Descendants("strong").Select(title => title.Value));
    }

    [Fact]
    public void A_trace_without_add_ons_has_a_page() => Assert.Single(PageOf(new TraceRequest { At = TimeSpan.Zero }).Descendants("figure"));

    private static XElement PageOf(params TraceRequest[] requests)
    {
        string html = AnalysisReport.Create(TraceAnalysis.Of(new Trace("t", requests)));
        return XElement.Parse(html[(html.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }
}
