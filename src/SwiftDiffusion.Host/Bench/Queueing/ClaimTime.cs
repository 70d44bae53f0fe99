namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>How long a claim takes before a backlog.</summary>
/// <param name="Pending">Jobs waiting.</param>
/// <param name="Times">Of single claims, one after the other.</param>
internal sealed record ClaimTime(int Pending, Percentiles Times);
