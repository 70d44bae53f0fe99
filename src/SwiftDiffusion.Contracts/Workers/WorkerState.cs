namespace SwiftDiffusion.Contracts.Workers;

/// <summary>A worker as the queue sees it.</summary>
/// <param name="Capabilities">What it told when it joined.</param>
/// <param name="Heartbeat">What it said last.</param>
/// <param name="LastSeen">When, by the store's clock.</param>
/// <param name="Silence">How long ago that was when the store was asked, by the same clock.</param>
public sealed record WorkerState(WorkerCapabilities Capabilities, WorkerHeartbeat Heartbeat, DateTimeOffset LastSeen, TimeSpan Silence)
{
    /// <summary>Heartbeats that may be missing before a worker is taken for gone: one is late on a busy machine, three are not.</summary>
    public const int MissedHeartbeats = 3;

    /// <summary>Whether the worker is taken for gone a while after the store was asked.</summary>
    public bool IsSilent(TimeSpan later) => Silence + later >= Capabilities.HeartbeatInterval * MissedHeartbeats;
}
