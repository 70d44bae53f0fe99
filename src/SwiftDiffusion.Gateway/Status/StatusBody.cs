using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Jobs;

namespace SwiftDiffusion.Gateway.Status;

/// <summary>Answer of <c>GET /v1/status</c>.</summary>
internal sealed record StatusBody(
    string Version, bool Ready, string? Reason, QueueBody Queue, IReadOnlyList<WorkerBody> Workers, IReadOnlyList<JobBody> RecentJobs);

/// <summary>What waits and runs: all of it, and by API key.</summary>
internal sealed record QueueBody(long Waiting, long Running, IReadOnlyList<QueueKeyBody> ByKey);

/// <summary>Open jobs of one API key.</summary>
internal sealed record QueueKeyBody(string Key, long Waiting, long Running);

/// <summary>One worker. Its figures are absent when it tells none.</summary>
internal sealed record WorkerBody(
    string Id,
    string Health,
    string Devices,
    int Slots,
    int Running,
    double Slowdown,
    IReadOnlyList<string> Models,
    WarmBody Warm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FiguresBody? Figures);

/// <summary>What a worker holds in memory.</summary>
internal sealed record WarmBody(IReadOnlyList<string> Models, IReadOnlyList<string> Loras, [property: JsonPropertyName("controlnets")] IReadOnlyList<string> ControlNets);

/// <summary>How busy a worker is.</summary>
internal sealed record FiguresBody(double? RowsPerStep, IReadOnlyList<DeviceBusyBody> DeviceBusy, IReadOnlyList<AdapterTierBody> AdapterTiers);

/// <summary>Share 0..1 of the time that a device works.</summary>
internal sealed record DeviceBusyBody(string Device, double Share);

/// <summary>How often adapters were found in a tier, and the bytes it holds.</summary>
internal sealed record AdapterTierBody(string Tier, long Hits, long Misses, long Bytes);
