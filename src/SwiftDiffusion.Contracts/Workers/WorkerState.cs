namespace SwiftDiffusion.Contracts.Workers;

/// <summary>A worker as the queue sees it.</summary>
/// <param name="Capabilities">What it told when it joined.</param>
/// <param name="Heartbeat">What it said last.</param>
/// <param name="LastSeen">When, by the store's clock.</param>
public sealed record WorkerState(WorkerCapabilities Capabilities, WorkerHeartbeat Heartbeat, DateTimeOffset LastSeen);
