using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>The figures of a run, without its warm-up; <c>summary.json</c>.</summary>
internal sealed record RunSummary
{
    public required RunInfo Run { get; init; }

    /// <summary>Whether the figures say something about the server.</summary>
    public required Validity Validity { get; init; }

    /// <summary>From the end of the warm-up to the last answer, seconds.</summary>
    public required double DurationS { get; init; }

    public required int Requests { get; init; }

    /// <summary>How requests ended, under the names of <see cref="Outcome"/>.</summary>
    public required IReadOnlyDictionary<Outcome, int> Outcomes { get; init; }

    /// <summary>Scheduled requests per second.</summary>
    public required double OfferedPerS { get; init; }

    /// <summary>Completed requests per second.</summary>
    public required double CompletedPerS { get; init; }

    /// <summary>Requests completed within their objective, per second.</summary>
    public required double GoodputPerS { get; init; }

    /// <summary>Share of requests completed within their objective; those taken back do not count.</summary>
    public required double SloAttainment { get; init; }

    /// <summary>Latency of completed requests from their scheduled instant, milliseconds.</summary>
    public required Distribution LatencyMs { get; init; }

    /// <summary>The generator's lateness, milliseconds.</summary>
    public required Distribution LagMs { get; init; }

    /// <summary>The server's phases over completed requests, milliseconds.</summary>
    public required IReadOnlyDictionary<string, Distribution> PhasesMs { get; init; }

    /// <summary>Latency of completed requests by whether their add-ons were new.</summary>
    public required IReadOnlyDictionary<Warmth, Distribution> WarmthMs { get; init; }

    /// <summary>Each key, by name; "none" for requests without.</summary>
    public required IReadOnlyList<KeySummary> Keys { get; init; }

    /// <param name="run">What the run was.</param>
    /// <param name="all">Every record, warm-up included.</param>
    public static RunSummary Of(RunInfo run, IReadOnlyList<RequestRecord> all)
    {
        RequestRecord[] records = [.. all.Where(record => !record.IsWarmUp)];
        RequestRecord[] completed = [.. records.Where(record => record.Outcome == Outcome.Completed)];
        double duration = Math.Max(0, records.Select(record => record.EndS).DefaultIfEmpty().Max() - run.WarmUpS);
        double arriving = Math.Max(0, records.Select(record => record.ScheduledS).DefaultIfEmpty().Max() - run.WarmUpS);
        return new RunSummary
        {
            Run = run,
            Validity = Validity.Of(records, run.MaxLagMs),
            DurationS = duration,
            Requests = records.Length,
            Outcomes = records.CountBy(record => record.Outcome).OrderBy(entry => entry.Key).ToDictionary(),
            OfferedPerS = Rate(records.Length, arriving),
            CompletedPerS = Rate(completed.Length, duration),
            GoodputPerS = Rate(records.Count(record => record.IsGood), duration),
            SloAttainment = Attainment(records),
            LatencyMs = Distribution.Of(completed.Select(record => record.LatencyMs)),
            LagMs = Distribution.Of(records.Select(record => record.LagMs)),
            PhasesMs = Phases.Names(completed).ToDictionary(name => name, name => Distribution.Of(completed.Select(record => record.PhasesMs.GetValueOrDefault(name)))),
            WarmthMs = completed.GroupBy(record => record.Warmth).OrderBy(group => group.Key)
                .ToDictionary(group => group.Key, group => Distribution.Of(group.Select(record => record.LatencyMs))),
            Keys = [.. records.GroupBy(record => record.Key ?? "none").OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => KeySummary.Of(group.Key, [.. group], duration))],
        };
    }

    public static double Attainment(IReadOnlyCollection<RequestRecord> records)
    {
        int asked = records.Count(record => record.Outcome != Outcome.Cancelled);
        return asked == 0 ? 0 : (double)records.Count(record => record.IsGood) / asked;
    }

    public static double Rate(int count, double seconds) => seconds > 0 ? count / seconds : 0;
}
