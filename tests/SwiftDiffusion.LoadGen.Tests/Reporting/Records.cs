using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Reporting;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Tests.Reporting;

/// <summary>A run without a server.</summary>
internal static class Records
{
    public static RunInfo Info { get; } = new(
        "trace <x>", "http://127.0.0.1:8080/", "openai", "tiny", "3 LoRAs of the trace on 2", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 1, 1, IsEmulated: false, 1, 2, 0.1, 50);

    public static RequestRecord Completed(int index, double scheduledS, double latencyMs) => new()
    {
        Index = index,
        ScheduledS = scheduledS,
        LagMs = 1,
        LatencyMs = latencyMs,
        Outcome = Outcome.Completed,
        Status = 200,
        SloMs = 1000,
        Key = index % 2 == 0 ? "alice" : "bob",
        Warmth = (Warmth)(index % 3),
        PhasesMs = new Dictionary<string, double> { ["queue"] = latencyMs / 2, ["denoise"] = latencyMs / 4, ["total"] = latencyMs },
        IsWarmUp = scheduledS < 2,
    };

    public static RequestRecord Ended(int index, double scheduledS, Outcome outcome, string? error = null) =>
        Completed(index, scheduledS, 10) with { Outcome = outcome, Status = null, Error = error, PhasesMs = new Dictionary<string, double>() };

    /// <summary>Twelve seconds, one request in each, latencies 100 to 1200 ms; the first two are warm-up.</summary>
    public static IReadOnlyList<RequestRecord> Run { get; } =
    [
        .. Enumerable.Range(0, 12).Select(i => Completed(i, i, 100 * (i + 1))),
        Ended(12, 12, Outcome.Refused, "Too <much> & more."),
        Ended(13, 12.5, Outcome.Cancelled),
    ];
}
