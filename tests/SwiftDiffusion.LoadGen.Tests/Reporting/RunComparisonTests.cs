using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

public sealed class RunComparisonTests
{
    private static RunSummary A { get; } = RunSummary.Of(Records.Info, Records.Run);

    private static RunSummary Slower { get; } = RunSummary.Of(Records.Info, [.. Records.Run.Select(record => record with { LatencyMs = record.LatencyMs * 2 })]);

    [Fact]
    public void A_slower_run_is_worse_in_latency_and_goodput()
    {
        var comparison = RunComparison.Of(A, Slower);

        Assert.Empty(comparison.Warnings);
        Assert.Equal((2, false), (Figure(comparison, "latency p50").Ratio, Figure(comparison, "latency p50").IsBetter));
        Assert.False(Figure(comparison, "goodput").IsBetter);
        Assert.Null(Figure(comparison, "phase queue mean").IsBetter);
    }

    [Fact]
    public void A_figure_that_was_nothing_has_no_ratio() => Assert.Null(new ComparedFigure("x", "ms", 0, 3).Ratio);

    [Fact]
    public void Runs_that_were_not_given_the_same_requests_are_told()
    {
        var other = A with { Run = A.Run with { Seed = 2, Face = "jobs" }, Validity = new Validity(false, "Late.") };

        var warnings = RunComparison.Of(A, other).Warnings;

        Assert.Equal(3, warnings.Count);
        Assert.Contains("B is invalid: Late.", warnings);
    }

    [Fact]
    public void The_page_has_both_curves_and_every_figure()
    {
        var comparison = RunComparison.Of(A, Slower);
        string html = ComparisonReport.Create(comparison, Records.Run, Records.Run);

        var page = XElement.Parse(html[(html.IndexOf('\n', StringComparison.Ordinal) + 1)..]);

        Assert.Equal(2, page.Descendants("path").Count());
        Assert.Equal(comparison.Figures.Count, page.Descendants("tbody").Single().Elements("tr").Count());
    }

    [Fact]
    public void A_folder_gives_back_what_was_written()
    {
        using var folder = new TemporaryFolder();
        new RunFolder(folder.File("run")).Write(A, Records.Run);

        var (summary, records) = new RunFolder(folder.File("run")).Read();

        Assert.Equivalent(A, summary, strict: true);
        Assert.Equivalent(Records.Run, records, strict: true);
        Assert.True(File.Exists(folder.File("run", "report.html")));
    }

    [Fact]
    public void A_folder_without_a_run_says_what_is_missing() =>
        Assert.Contains("summary.json cannot be read", Assert.Throws<UserException>(() => new RunFolder("nowhere").Read()).Message, StringComparison.Ordinal);

    private static ComparedFigure Figure(RunComparison comparison, string name) => comparison.Figures.Single(figure => figure.Name == name);
}
