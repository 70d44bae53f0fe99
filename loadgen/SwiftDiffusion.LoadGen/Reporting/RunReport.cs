using System.Globalization;
using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Charts;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;
using static SwiftDiffusion.LoadGen.Charts.HtmlPage;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>A run as a page: verdict and key figures, then latency, time line, phases, add-ons, goodput, keys, and what went wrong.</summary>
internal static class RunReport
{
    private const int MostErrors = 10;

    /// <param name="summary">The run's figures.</param>
    /// <param name="all">Every record, warm-up included: the time line shows it too.</param>
    public static string Create(RunSummary summary, IReadOnlyList<RequestRecord> all)
    {
        RequestRecord[] records = [.. all.Where(record => !record.IsWarmUp)];
        RequestRecord[] completed = [.. records.Where(record => record.Outcome == Outcome.Completed)];
        var objective = ObjectiveOf(records);
        return HtmlPage.Create(
            $"Load run of {summary.Run.Trace}",
            Head(summary),
            Section("Latency", Charts(RunCharts.LatencyCdf(Groups(completed), objective), RunCharts.Goodput(records, summary.DurationS, objective)), LatencyTable(summary)),
            Section("Over time", Charts([.. RunCharts.Timeline(Timeline.Of(all))])),
            Section("Phases", Charts(RunCharts.PhaseBreakdown(completed) ?? new XElement("p", "The server reported no phases (Server-Timing).")), PhaseTable(summary)),
            Section("Keys", summary.Keys.Count > 1 ? Charts(RunCharts.Keys(summary)) : null, KeyTable(summary)),
            Section("Outcomes", OutcomeTable(summary), ErrorTable(records)));
    }

    private static object[] Head(RunSummary summary)
    {
        var run = summary.Run;
        return
        [
            new XElement("h1", $"Load run of {run.Trace}"),
            new XElement("p", new XAttribute("class", "lead"), $"{run.Target}, {run.Face} API, {run.StartedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}"),
            Verdict(summary.Validity),
            Tiles([
                ("requests", Figures.Whole(summary.Requests)), ("offered", Figures.PerSecond(summary.OfferedPerS)), ("completed", Figures.PerSecond(summary.CompletedPerS)),
                ("goodput", Figures.PerSecond(summary.GoodputPerS)), ("within the objective", Figures.Percent(summary.SloAttainment)),
                ("latency, median", Figures.Milliseconds(summary.LatencyMs.P50)), ("latency, p95", Figures.Milliseconds(summary.LatencyMs.P95)),
                ("latency, p99", Figures.Milliseconds(summary.LatencyMs.P99)), ("send lag, p99", Figures.Milliseconds(summary.LagMs.P99))]),
            Facts([
                ("model", run.Model), ("add-ons", run.AddOns), ("seed", $"{run.Seed}"), ("time scale", $"{Axis.Text(run.TimeScale)}{(run.IsEmulated ? ", emulated devices" : "")}"), ("rate scale", Axis.Text(run.RateScale)),
                ("warm-up", $"{Axis.Text(run.WarmUpS)} s"), ("cancel rate", Figures.Percent(run.CancelRate)), ("measured", $"{Axis.Text(summary.DurationS)} s")]),
        ];
    }

    private static XElement Verdict(Validity validity) => new("p", new XAttribute("class", validity.IsValid ? "banner good" : "banner bad"),
        validity.IsValid
            ? "Valid: the generator kept its schedule. Latencies count from the scheduled instant."
            : $"Invalid: {validity.Reason} The figures below do not describe the server.");

    private static XElement Charts(params XElement[] charts) => new("div", new XAttribute("class", "charts"), charts);

    private static IReadOnlyList<(string, IReadOnlyList<double>)> Groups(IReadOnlyList<RequestRecord> completed)
    {
        var byWarmth = completed.GroupBy(record => record.Warmth).OrderBy(group => group.Key).ToArray();
        var all = (Name: "all", Ms: (IReadOnlyList<double>)[.. completed.Select(record => record.LatencyMs)]);
        return byWarmth.Length < 2 ? [all] : [all, .. byWarmth.Select(group => (RunCharts.NameOf(group.Key), (IReadOnlyList<double>)[.. group.Select(record => record.LatencyMs)]))];
    }

    /// <summary>The objective, if all requests have the same.</summary>
    private static Marker? ObjectiveOf(IReadOnlyList<RequestRecord> records)
    {
        double?[] objectives = [.. records.Select(record => record.SloMs).Distinct().Take(2)];
        return objectives is [{ } slo] ? new Marker(slo / 1000, $"objective {Figures.Milliseconds(slo)}") : null;
    }

    private static XElement LatencyTable(RunSummary summary) => Table(
        ["completed requests", "count", "mean", "p50", "p90", "p95", "p99", "max"],
        summary.WarmthMs.Select(group => Row(RunCharts.NameOf(group.Key), group.Value)).Prepend(Row("all", summary.LatencyMs)));

    private static XElement? PhaseTable(RunSummary summary) => summary.PhasesMs.Count == 0 ? null : Table(
        ["phase", "count", "mean", "p50", "p90", "p95", "p99", "max"], summary.PhasesMs.Select(phase => Row(phase.Key, phase.Value)));

    private static string[] Row(string name, Distribution values) =>
        [name, Figures.Whole(values.Count), .. new[] { values.Mean, values.P50, values.P90, values.P95, values.P99, values.Max }.Select(Figures.Milliseconds)];

    private static XElement KeyTable(RunSummary summary) => Table(
        ["key", "requests", "refused", "goodput", "within the objective", "p50", "p95", "p99"],
        summary.Keys.Select(key => (IReadOnlyList<string>)[
            key.Key, Figures.Whole(key.Requests), Figures.Whole(key.Refused), Figures.PerSecond(key.GoodputPerS), Figures.Percent(key.SloAttainment),
            Figures.Milliseconds(key.LatencyMs.P50), Figures.Milliseconds(key.LatencyMs.P95), Figures.Milliseconds(key.LatencyMs.P99)]));

    private static XElement OutcomeTable(RunSummary summary) => Table(
        ["outcome", "requests", "share"],
        summary.Outcomes.Select(entry => (IReadOnlyList<string>)[Figures.Words(entry.Key), Figures.Whole(entry.Value), Figures.Percent((double)entry.Value / summary.Requests)]));

    private static XElement? ErrorTable(IReadOnlyList<RequestRecord> records)
    {
        var errors = records.Where(record => record.Error is not null).CountBy(record => (record.Status, record.Error!)).OrderByDescending(entry => entry.Value).Take(MostErrors).ToArray();
        return errors.Length == 0 ? null : Table(
            ["what the server said", "status", "requests"],
            errors.Select(entry => (IReadOnlyList<string>)[entry.Key.Item2, entry.Key.Status is { } status ? Figures.Whole(status) : "-", Figures.Whole(entry.Value)]));
    }
}
