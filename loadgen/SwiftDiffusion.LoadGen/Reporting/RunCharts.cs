using System.Xml.Linq;
using SwiftDiffusion.LoadGen.Charts;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>The drawings of a run's report.</summary>
internal static class RunCharts
{
    /// <summary>More points than a curve can show.</summary>
    private const int MostPoints = 400;

    /// <summary>Latency CDFs on a logarithmic axis, one line per group.</summary>
    public static XElement LatencyCdf(IReadOnlyList<(string Name, IReadOnlyList<double> Ms)> groups, Marker? marker)
    {
        var x = Axis.Logarithmic("latency from the scheduled instant, s", groups.SelectMany(group => group.Ms.Select(value => value / 1000)).Concat(PlaceOf(marker)));
        return LineChart.Draw(
            "Latency, cumulative", "Share of completed requests that were answered within this time.",
            x, Axis.UpTo("share of requests", 1), [.. groups.Where(group => group.Ms.Count > 0).Select(group => new Series(group.Name, Cdf(group.Ms)))], marker);
    }

    /// <summary>Goodput for every objective one might set.</summary>
    public static XElement Goodput(IReadOnlyList<RequestRecord> records, double durationS, Marker? marker)
    {
        double[] ordered = [.. records.Where(record => record.Outcome == Outcome.Completed).Select(record => record.LatencyMs).Order()];
        var points = Cdf(ordered).Select(point => point with { Y = point.Y * ordered.Length / Math.Max(durationS, 1e-3) }).ToArray();
        return LineChart.Draw(
            "Goodput against the objective", "Requests per second that were completed within an objective of this length.",
            Axis.Logarithmic("service-level objective, s", points.Select(point => point.X).Concat(PlaceOf(marker))), Axis.Linear("requests per second", points.Select(point => point.Y)),
            [new Series("goodput", points)], marker);
    }

    public static IEnumerable<XElement> Timeline(Timeline timeline)
    {
        yield return Over(timeline, "Rate", "Requests that arrived and that were completed, per second.", "per second",
            ("offered", slice => slice.OfferedPerS), ("completed", slice => slice.CompletedPerS), ("within the objective", slice => slice.GoodPerS));
        yield return Over(timeline, "Open requests", "Requests that had arrived and had no answer yet.", "requests", ("open", slice => slice.Open));
        yield return Over(timeline, "Latency by arrival", "Latency of the requests that arrived at this time, and their wait in the server's queue.", "s",
            ("median", slice => Seconds(slice.MedianMs)), ("95th percentile", slice => Seconds(slice.P95Ms)), ("queue, mean", slice => Seconds(slice.QueueMs)));
    }

    /// <summary>Mean time of each phase for all requests and for those with cold, warm and no add-ons; what no phase covers is HTTP and waiting.</summary>
    public static XElement? PhaseBreakdown(IReadOnlyList<RequestRecord> completed)
    {
        var names = Phases.Names(completed);
        if (names.Count == 0)
            return null;
        var groups = completed.GroupBy(record => record.Warmth).OrderBy(group => group.Key).Select(group => (Name: NameOf(group.Key), Records: group.ToArray()));
        return StackedBars.Draw(
            "Where the time goes", "Mean of each phase by the server's own account (Server-Timing); \"other\" is what it does not cover.", "ms",
            [.. names, "other"],
            [.. groups.Prepend((Name: "all", Records: [.. completed])).Select(group => new Bar(group.Name, [.. MeanPhases(group.Records, names)]))]);
    }

    public static XElement Keys(RunSummary summary) => ColumnChart.Draw(
        "Latency per key", "Median and 95th percentile of each key's completed requests.", "key", Axis.Linear("s", summary.Keys.Select(key => key.LatencyMs.P95 / 1000)),
        ["median", "95th percentile"], [.. summary.Keys.Select(key => new Bar(key.Key, [key.LatencyMs.P50 / 1000, key.LatencyMs.P95 / 1000]))]);

    public static string NameOf(Warmth warmth) => warmth switch
    {
        Warmth.Cold => "cold add-ons",
        Warmth.Warm => "warm add-ons",
        _ => "no add-ons",
    };

    private static IEnumerable<double> MeanPhases(RequestRecord[] records, IReadOnlyList<string> names)
    {
        double[] means = [.. names.Select(name => records.Average(record => record.PhasesMs.GetValueOrDefault(name)))];
        return means.Append(Math.Max(0, records.Average(record => record.LatencyMs) - means.Sum()));
    }

    private static XElement Over(Timeline timeline, string title, string description, string unit, params (string Name, Func<TimeSlice, double> Value)[] lines)
    {
        Series[] series = [.. lines.Select(line => new Series(line.Name, [.. timeline.Slices.Select(slice => new Point(slice.BeginS + (timeline.SliceS / 2), line.Value(slice)))]))
            .Where(line => line.Points.Any(point => double.IsFinite(point.Y)))];
        return LineChart.Draw(
            title, $"{description} Slices of {Axis.Text(timeline.SliceS)} s.",
            Axis.UpTo("time in the run, s", timeline.Slices.Count * timeline.SliceS), Axis.Linear(unit, series.SelectMany(line => line.Points).Select(point => point.Y)), series);
    }

    /// <summary>What is pointed out has to be on the axis.</summary>
    private static IEnumerable<double> PlaceOf(Marker? marker) => marker is null ? [] : [marker.X];

    private static double Seconds(double? milliseconds) => milliseconds / 1000 ?? double.NaN;

    /// <summary>Points (seconds, share), thinned to what can be seen.</summary>
    private static Point[] Cdf(IReadOnlyList<double> milliseconds)
    {
        double[] ordered = [.. milliseconds.Order()];
        int step = Math.Max(1, ordered.Length / MostPoints);
        return ordered.Length == 0 ? [] : [new Point(ordered[0] / 1000, 0), .. Enumerable.Range(0, ordered.Length).Where(i => i % step == 0 || i == ordered.Length - 1).Select(i => new Point(ordered[i] / 1000, (i + 1.0) / ordered.Length))];
    }
}
