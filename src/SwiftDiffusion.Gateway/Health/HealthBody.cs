namespace SwiftDiffusion.Gateway.Health;

/// <summary>Answer of the health routes.</summary>
/// <param name="Status">live, ready or not_ready.</param>
/// <param name="Reason">Why not ready; absent when ready.</param>
/// <param name="Models">Ids of the models served, where the route tells them.</param>
internal sealed record HealthBody(string Status, string? Reason = null, IReadOnlyList<string>? Models = null);
