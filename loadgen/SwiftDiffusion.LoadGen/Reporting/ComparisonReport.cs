using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Charts;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;
using static SwiftDiffusion.LoadGen.Charts.HtmlPage;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>Two runs as a page.</summary>
internal static class ComparisonReport
{
    public static string Create(RunComparison comparison, IReadOnlyList<RequestRecord> a, IReadOnlyList<RequestRecord> b) => HtmlPage.Create(
        "Two load runs",
        new XElement("h1", "Two load runs"),
        Facts([("A", comparison.A), ("B", comparison.B)]),
        comparison.Warnings.Select(warning => new XElement("p", new XAttribute("class", "banner bad"), warning)),
        Section("Latency", new XElement("div", new XAttribute("class", "charts"), RunCharts.LatencyCdf([("A", Completed(a)), ("B", Completed(b))], null))),
        Section("Figures", Table(["figure", "A", "B", "B over A", "B is"], comparison.Figures.Select(figure => Cells(figure)))));

    public static IReadOnlyList<string> Cells(ComparedFigure figure) =>
    [
        figure.Name, Text(figure.A, figure.Unit), Text(figure.B, figure.Unit),
        figure.Ratio is { } ratio ? FormattableString.Invariant($"{ratio:0.000}") : "-",
        figure.IsBetter switch { true => "better", false => "worse", null => "equal" },
    ];

    private static double[] Completed(IReadOnlyList<RequestRecord> records) =>
        [.. records.Where(record => !record.IsWarmUp && record.Outcome == Outcome.Completed).Select(record => record.LatencyMs)];

    private static string Text(double value, string unit) => unit switch
    {
        "ms" => Figures.Milliseconds(value),
        "share" => Figures.Percent(value),
        _ => Figures.PerSecond(value),
    };
}
