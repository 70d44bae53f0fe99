using System.Text.Json.Serialization;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>The pictures came.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>The server had no room (429 or 503).</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The server found fault with the request (another 4xx).</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>The server accepted it and failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>No answer within the generator's timeout.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>The generator took it back, as the cancellation rate asks.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>The connection was refused or broke.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable,

    /// <summary>Too many requests were open already; this one was never sent, and the run is invalid.</summary>
    [JsonStringEnumMemberName("not_sent")]
    NotSent,
}

/// <summary>What came back.</summary>
/// <param name="Outcome">How the request ended.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Error">Why it did not succeed; null when it did.</param>
/// <param name="PhasesMs">The server's own account (Server-Timing), milliseconds by phase.</param>
/// <param name="RequestId">The server's name for the request.</param>
/// <param name="Bytes">Length of the answer's body.</param>
internal sealed record Answer(
    Outcome Outcome, int? Status, string? Error, IReadOnlyDictionary<string, double> PhasesMs, string? RequestId = null, long Bytes = 0)
{
    /// <summary>An end without an answer.</summary>
    public static Answer Without(Outcome outcome, string? error = null) => new(outcome, null, error, new Dictionary<string, double>());
}
