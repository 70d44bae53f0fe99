using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

public sealed class RunReportTests
{
    private static XElement Page { get; } = Parse(RunReport.Create(RunSummary.Of(Records.Info, Records.Run), Records.Run));

    [Theory]
    [InlineData("Latency, cumulative")]
    [InlineData("Goodput against the objective")]
    [InlineData("Rate")]
    [InlineData("Open requests")]
    [InlineData("Latency by arrival")]
    [InlineData("Where the time goes")]
    [InlineData("Latency per key")]
    public void Every_chart_is_there_with_a_caption_and_a_text_for_screen_readers(string title)
    {
        var figure = Page.Descendants("figure").Single(figure => figure.Element("figcaption")!.Element("strong")!.Value == title);
        var drawing = figure.Element("svg")!;

        Assert.StartsWith(title, drawing.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Contains(drawing.Elements(), shape => shape.Name.LocalName is "path" or "rect");
    }

    [Fact]
    public void Cold_and_warm_add_ons_have_a_line_each() =>
        Assert.Equal(["all", "no add-ons", "warm add-ons", "cold add-ons"], FigureOf("Latency, cumulative").Descendants("li").Select(entry => entry.Value[1..].Trim()));

    [Fact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        Assert.DoesNotContain(Page.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain(Page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.DoesNotContain("url(", Page.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", Page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_server_said_is_text_and_no_markup() => Assert.Contains(Page.Descendants("th"), cell => cell.Value == "Too <much> & more.");

    [Fact]
    public void An_invalid_run_says_so_at_the_top()
    {
        var late = Records.Run.Select(record => record with { LagMs = 900 }).ToArray();
        var page = Parse(RunReport.Create(RunSummary.Of(Records.Info, late), late));

        Assert.StartsWith("Invalid: The generator could not keep up", page.Descendants("p").Single(p => (string?)p.Attribute("class") == "banner bad").Value, StringComparison.Ordinal);
        Assert.DoesNotContain(Page.Descendants("p"), p => (string?)p.Attribute("class") == "banner bad");
    }

    [Fact]
    public void Every_number_of_a_drawing_is_finite() => Assert.All(
        Page.Descendants("svg").Descendants().Attributes(), attribute => Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal));

    [Fact]
    public void A_run_without_phases_keys_or_completions_has_a_page()
    {
        var failed = new[] { Records.Ended(0, 5, LoadGen.Targets.Outcome.Failed, "boom") with { Key = null, SloMs = null } };

        Assert.NotEmpty(Parse(RunReport.Create(RunSummary.Of(Records.Info, failed), failed)).Descendants("table"));
    }

    private static XElement FigureOf(string title) => Page.Descendants("figure").Single(figure => figure.Descendants("strong").Single().Value == title);

    private static XElement Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        return XElement.Parse(html[(html.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
    }
}
