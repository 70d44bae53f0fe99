namespace SwiftDiffusion.Gateway.Models;

/// <summary>Answer of <c>GET /v1/noise-schedulers</c>.</summary>
/// <param name="Object">list.</param>
/// <param name="Data">All there are; which of them a model takes stands in /v1/models.</param>
internal sealed record NoiseSchedulerListBody(string Object, IReadOnlyList<NoiseSchedulerBody> Data);

/// <summary>One noise scheduler: what requests name, and what people call it.</summary>
/// <param name="Id">What requests name.</param>
/// <param name="Name">What people call it.</param>
internal sealed record NoiseSchedulerBody(string Id, string Name);
