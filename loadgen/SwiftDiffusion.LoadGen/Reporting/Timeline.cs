using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>A run in equal slices of time.</summary>
/// <param name="SliceS">Length of a slice, seconds.</param>
/// <param name="Slices">From the beginning of the run, warm-up included, to the last answer.</param>
internal sealed record Timeline(double SliceS, IReadOnlyList<TimeSlice> Slices)
{
    private const int FewestSlices = 12, MostSlices = 120, RequestsPerSlice = 4;
    private static readonly double[] Lengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

    public static Timeline Of(IReadOnlyList<RequestRecord> records)
    {
        double end = records.Select(record => record.EndS).DefaultIfEmpty().Max();
        int most = Math.Clamp(records.Count / RequestsPerSlice, FewestSlices, MostSlices);
        double length = Lengths.FirstOrDefault(length => end / length <= most, Lengths[^1]);
        int count = (int)(end / length) + 1;
        var arrived = records.ToLookup(record => (int)(record.ScheduledS / length));
        var ended = records.ToLookup(record => (int)(record.EndS / length));
        return new Timeline(length, [.. Enumerable.Range(0, count).Select(i => TimeSlice.Of(i * length, length, [.. arrived[i]], [.. ended[i]], OpenAt(records, (i + 0.5) * length)))]);
    }

    private static int OpenAt(IReadOnlyList<RequestRecord> records, double at) => records.Count(record => record.ScheduledS <= at && record.EndS > at);
}

/// <summary>One slice.</summary>
/// <param name="BeginS">Seconds from the beginning of the run.</param>
/// <param name="OfferedPerS">Requests scheduled, per second.</param>
/// <param name="CompletedPerS">Requests completed, per second.</param>
/// <param name="GoodPerS">Those within their objective, per second.</param>
/// <param name="Open">Requests scheduled and not ended, in the middle of the slice.</param>
/// <param name="MedianMs">Latency of requests that arrived in the slice and were completed; null for none.</param>
/// <param name="P95Ms">The same, 95th percentile.</param>
/// <param name="QueueMs">Their mean wait in the server's queue, by its own account; null when it says nothing.</param>
internal sealed record TimeSlice(
    double BeginS, double OfferedPerS, double CompletedPerS, double GoodPerS, int Open, double? MedianMs, double? P95Ms, double? QueueMs)
{
    public static TimeSlice Of(double begin, double length, IReadOnlyList<RequestRecord> arrived, IReadOnlyList<RequestRecord> ended, int open)
    {
        RequestRecord[] completed = [.. arrived.Where(record => record.Outcome == Outcome.Completed)];
        double[] latencies = [.. completed.Select(record => record.LatencyMs).Order()];
        double[] queues = [.. completed.Where(record => record.PhasesMs.ContainsKey("queue")).Select(record => record.PhasesMs["queue"])];
        return new TimeSlice(
            begin,
            arrived.Count / length,
            ended.Count(record => record.Outcome == Outcome.Completed) / length,
            ended.Count(record => record.IsGood) / length,
            open,
            latencies.Length == 0 ? null : Distribution.Percentile(latencies, 0.5),
            latencies.Length == 0 ? null : Distribution.Percentile(latencies, 0.95),
            queues.Length == 0 ? null : queues.Average());
    }
}
