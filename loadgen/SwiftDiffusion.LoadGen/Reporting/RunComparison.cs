using SwiftDiffusion.LoadGen.Replay;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>Two runs side by side.</summary>
/// <param name="A">The first run's trace and server.</param>
/// <param name="B">The second's.</param>
/// <param name="Warnings">Why they may not be comparable.</param>
/// <param name="Figures">Each figure in both.</param>
internal sealed record RunComparison(string A, string B, IReadOnlyList<string> Warnings, IReadOnlyList<ComparedFigure> Figures)
{
    public static RunComparison Of(RunSummary a, RunSummary b) => new(Name(a), Name(b), [.. WarningsAbout(a, b)], [.. FiguresOf(a, b)]);

    private static string Name(RunSummary summary) => $"{summary.Run.Trace} against {summary.Run.Target}, {summary.Run.StartedAt:yyyy-MM-dd HH:mm:ss}";

    private static IEnumerable<string> WarningsAbout(RunSummary a, RunSummary b)
    {
        if (!a.Validity.IsValid)
            yield return $"A is invalid: {a.Validity.Reason}";
        if (!b.Validity.IsValid)
            yield return $"B is invalid: {b.Validity.Reason}";
        if (!Load(a).Equals(Load(b)))
            yield return "The runs differ in trace, seed, scales, warm-up or cancel rate, so they were not given the same requests.";
        if (a.Run.Face != b.Run.Face)
            yield return $"A used the {a.Run.Face} API, B the {b.Run.Face} API.";
    }

    private static object Load(RunSummary summary) =>
        (summary.Run.Trace, summary.Run.Seed, summary.Run.TimeScale, summary.Run.IsEmulated, summary.Run.RateScale, summary.Run.WarmUpS, summary.Run.CancelRate, summary.Requests);

    private static IEnumerable<ComparedFigure> FiguresOf(RunSummary a, RunSummary b)
    {
        yield return new("completed", "/s", a.CompletedPerS, b.CompletedPerS, IsHigherBetter: true);
        yield return new("goodput", "/s", a.GoodputPerS, b.GoodputPerS, IsHigherBetter: true);
        yield return new("within the objective", "share", a.SloAttainment, b.SloAttainment, IsHigherBetter: true);
        yield return new("latency mean", "ms", a.LatencyMs.Mean, b.LatencyMs.Mean);
        yield return new("latency p50", "ms", a.LatencyMs.P50, b.LatencyMs.P50);
        yield return new("latency p95", "ms", a.LatencyMs.P95, b.LatencyMs.P95);
        yield return new("latency p99", "ms", a.LatencyMs.P99, b.LatencyMs.P99);
        foreach (var warmth in a.WarmthMs.Keys.Intersect(b.WarmthMs.Keys).Where(warmth => warmth != Warmth.None))
            yield return new($"latency p50, {RunCharts.NameOf(warmth)}", "ms", a.WarmthMs[warmth].P50, b.WarmthMs[warmth].P50);
        foreach (string phase in a.PhasesMs.Keys.Intersect(b.PhasesMs.Keys))
            yield return new($"phase {phase} mean", "ms", a.PhasesMs[phase].Mean, b.PhasesMs[phase].Mean);
    }
}

/// <summary>One figure in both runs.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="A">In the first run.</param>
/// <param name="B">In the second.</param>
/// <param name="IsHigherBetter">Whether more is better; else less is.</param>
internal sealed record ComparedFigure(string Name, string Unit, double A, double B, bool IsHigherBetter = false)
{
    /// <summary>B over A; null when A is 0.</summary>
    public double? Ratio => A == 0 ? null : B / A;

    /// <summary>Whether B does better; null when they are equal.</summary>
    public bool? IsBetter => A == B ? null : (B > A) == IsHigherBetter;
}
