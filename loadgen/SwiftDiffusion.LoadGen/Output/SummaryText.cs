using SwiftDiffusion.LoadGen.Reporting;

namespace SwiftDiffusion.LoadGen.Output;

/// <summary>A run's figures for somebody at a console.</summary>
internal static class SummaryText
{
    public static void Write(TextWriter output, RunSummary summary, string reportPath)
    {
        output.WriteLine(summary.Validity.IsValid ? "valid run" : $"INVALID run: {summary.Validity.Reason}");
        output.WriteLine($"requests   {summary.Requests}: {string.Join(", ", summary.Outcomes.Select(entry => $"{entry.Value} {Figures.Words(entry.Key).ToLowerInvariant()}"))}");
        output.WriteLine($"rate       offered {Figures.PerSecond(summary.OfferedPerS)}, completed {Figures.PerSecond(summary.CompletedPerS)}, "
            + $"within the objective {Figures.PerSecond(summary.GoodputPerS)} ({Figures.Percent(summary.SloAttainment)} of requests)");
        output.WriteLine($"send lag   p99 {Figures.Milliseconds(summary.LagMs.P99)}, max {Figures.Milliseconds(summary.LagMs.Max)}");
        if (summary.Run.AddOns is { } addOns)
            output.WriteLine($"add-ons    {addOns}");
        output.WriteLine();
        var table = new TextTable("", "count", "mean", "p50", "p90", "p95", "p99", "max");
        Add(table, "latency", summary.LatencyMs);
        foreach (var (warmth, latency) in summary.WarmthMs)
            Add(table, RunCharts.NameOf(warmth), latency);
        foreach (var (phase, time) in summary.PhasesMs)
            Add(table, $"phase {phase}", time);
        table.Write(output);
        output.WriteLine();
        output.WriteLine($"report     {reportPath}");
    }

    private static void Add(TextTable table, string name, Distribution values) => table.Add(
        [name, Figures.Whole(values.Count), .. new[] { values.Mean, values.P50, values.P90, values.P95, values.P99, values.Max }.Select(Figures.Milliseconds)]);
}
