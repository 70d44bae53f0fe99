namespace SwiftDiffusion.Gateway.Models;

/// <summary>Answer of <c>GET /v1/noise-schedulers</c>.</summary>
internal sealed record NoiseSchedulerListBody(string Object, IReadOnlyList<NoiseSchedulerBody> Data);

/// <summary>One noise scheduler: what requests name, and what people call it.</summary>
internal sealed record NoiseSchedulerBody(string Id, string Name);
