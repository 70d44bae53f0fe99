using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>What one API key got.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Requests">Requests it sent.</param>
/// <param name="Refused">Requests refused for want of room or quota.</param>
/// <param name="GoodputPerS">Requests completed within their objective, per second.</param>
/// <param name="SloAttainment">Share of its requests completed within their objective.</param>
/// <param name="LatencyMs">Latency of its completed requests, milliseconds.</param>
internal sealed record KeySummary(string Key, int Requests, int Refused, double GoodputPerS, double SloAttainment, Distribution LatencyMs)
{
    public static KeySummary Of(string key, IReadOnlyList<RequestRecord> records, double durationS) => new(
        key,
        records.Count,
        records.Count(record => record.Outcome == Outcome.Refused),
        RunSummary.Rate(records.Count(record => record.IsGood), durationS),
        RunSummary.Attainment(records),
        Distribution.Of(records.Where(record => record.Outcome == Outcome.Completed).Select(record => record.LatencyMs)));
}
