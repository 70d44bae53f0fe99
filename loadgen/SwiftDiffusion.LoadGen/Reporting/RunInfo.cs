using System.Text.Json.Serialization;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>What a run was.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Target">The server's address.</param>
/// <param name="Face">The API face: openai, a1111 or jobs.</param>
/// <param name="Model">The model asked for; null for the server's default.</param>
/// <param name="AddOns">How the trace's add-ons were mapped; null when there were none.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seed">Decides everything random.</param>
/// <param name="TimeScale">How much faster than the trace.</param>
/// <param name="IsEmulated">Whether all times are the trace's, as the server's devices are emulated at the time scale.</param>
/// <param name="RateScale">How many requests for each of the trace.</param>
/// <param name="WarmUpS">Seconds not counted.</param>
/// <param name="CancelRate">Share of requests taken back.</param>
/// <param name="MaxLagMs">Greatest send lag of a valid run.</param>
internal sealed record RunInfo(
    string Trace, string Target, string Face, string? Model, string? AddOns, DateTimeOffset StartedAt, long Seed, double TimeScale,
    [property: JsonPropertyName("emulated")] bool IsEmulated, double RateScale,
    double WarmUpS, double CancelRate, double MaxLagMs);
