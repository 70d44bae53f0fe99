using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Analysis;
using SwiftDiffusion.LoadGen.Charts;
using static SwiftDiffusion.LoadGen.Charts.HtmlPage;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>A trace's characterisation as a page.</summary>
internal static class AnalysisReport
{
    public static string Create(TraceAnalysis analysis) => HtmlPage.Create(
        $"Trace {analysis.Trace}",
        new XElement("h1", $"Trace {analysis.Trace}"),
        Tiles([
            ("requests", Figures.Whole(analysis.Requests)), ("duration", $"{Axis.Text(analysis.DurationSeconds)} s"), ("rate", Figures.PerSecond(analysis.Burstiness.RatePerSecond)),
            ("variation of gaps", Axis.Text(analysis.Burstiness.GapVariation)), ("median gap", $"{Axis.Text(analysis.Burstiness.GapMedianSeconds)} s")]),
        Section("Arrivals", new XElement("p", "A Poisson process has a variation of gaps and a dispersion of 1; larger figures mean bursts."), WindowTable(analysis.Burstiness)),
        analysis.Services.Select(Service));

    private static XElement WindowTable(Burstiness burstiness) => Table(
        ["window", "peak", "peak over mean", "dispersion"],
        burstiness.Windows.Select(window => (IReadOnlyList<string>)[
            $"{Axis.Text(window.Seconds)} s", Figures.PerSecond(window.PeakPerSecond), Axis.Text(window.PeakToMean), Axis.Text(window.Dispersion)]));

    private static XElement Service(ServiceAnalysis service) => Section(
        $"Service {service.Service}: {service.Requests} requests on {service.Instances} instances",
        new XElement("div", new XAttribute("class", "charts"), PerRequest(service), service.AddOns.Where(addOn => addOn.Distinct > 0).SelectMany(AddOn)),
        AddOnTable(service));

    private static XElement PerRequest(ServiceAnalysis service)
    {
        int most = service.AddOns.Max(addOn => addOn.PerRequest.Count);
        return ColumnChart.Draw(
            "Add-ons per request", "Share of requests that name so many.", "add-ons in a request", Axis.UpTo("share of requests", 1),
            [.. service.AddOns.Select(addOn => addOn.Kind.Plural())],
            [.. Enumerable.Range(0, most).Select(n => new Bar($"{n}", [.. service.AddOns.Select(addOn => addOn.PerRequest.ElementAtOrDefault(n))]))]);
    }

    private static IEnumerable<XElement> AddOn(AddOnAnalysis addOn)
    {
        string what = addOn.Kind.Plural();
        var popularity = addOn.Popularity.Select((share, i) => new Point(i + 1, share)).ToArray();
        yield return LineChart.Draw(
            $"Popularity of {what}", $"Share of invocations of the k most popular of {addOn.Distinct} {what} together.",
            Axis.Logarithmic("k", popularity.Select(point => point.X)), Axis.UpTo("share of invocations", 1), [new Series(what, popularity)]);
        yield return LineChart.Draw(
            $"Caching {what}", $"Loads per request with a cache of so many {what} in every instance.",
            Axis.UpTo("cached per instance", AddOnAnalysis.CacheSizes), Axis.Linear("loads per request", addOn.LruLoadsPerRequest.Append(addOn.LfuLoadsPerRequest[0])),
            [new Series("LRU", Curve(addOn.LruLoadsPerRequest)), new Series("LFU", Curve(addOn.LfuLoadsPerRequest))]);
    }

    private static Point[] Curve(IReadOnlyList<double> loads) => [.. loads.Select((value, i) => new Point(i + 1, value))];

    private static XElement AddOnTable(ServiceAnalysis service) => Table(
        ["add-ons", "different", "per request", "different per instance and request", "top 1", "top 5", "top 10", "top 100", "LRU of 10, loads per request"],
        service.AddOns.Select(addOn => (IReadOnlyList<string>)[
            addOn.Kind.Plural(), Figures.Whole(addOn.Distinct), Axis.Text(addOn.MeanPerRequest), Axis.Text(addOn.UniquePerInstanceRequest),
            Top(addOn, 1), Top(addOn, 5), Top(addOn, 10), Top(addOn, 100), Axis.Text(addOn.LruLoadsPerRequest[^1])]));

    private static string Top(AddOnAnalysis addOn, int k) => addOn.Distinct == 0 ? "-" : Figures.Percent(addOn.Popularity[Math.Min(k, addOn.Distinct) - 1]);
}
