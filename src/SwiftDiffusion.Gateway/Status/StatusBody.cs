using System.Text.Json.Serialization;
using SwiftDiffusion.Gateway.Jobs;

namespace SwiftDiffusion.Gateway.Status;

/// <summary>Answer of <c>GET /v1/status</c>.</summary>
/// <param name="Version">Of the server.</param>
/// <param name="Ready">Whether a job given now would be worked on.</param>
/// <param name="Reason">Why not; null when it would.</param>
/// <param name="Queue">What waits and runs.</param>
/// <param name="Workers">Those that were heard of lately.</param>
/// <param name="RecentJobs">The latest jobs of this API key.</param>
internal sealed record StatusBody(
    string Version, bool Ready, string? Reason, QueueBody Queue, IReadOnlyList<WorkerBody> Workers, IReadOnlyList<JobBody> RecentJobs);

/// <summary>What waits and runs: all of it, and by API key.</summary>
/// <param name="Waiting">Jobs in line.</param>
/// <param name="Running">Jobs at work.</param>
/// <param name="ByKey">The same by API key: all for an operator's key, else one's own.</param>
internal sealed record QueueBody(long Waiting, long Running, IReadOnlyList<QueueKeyBody> ByKey);

/// <summary>Open jobs of one API key.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Waiting">Jobs in line.</param>
/// <param name="Running">Jobs at work.</param>
internal sealed record QueueKeyBody(string Key, long Waiting, long Running);

/// <summary>One worker. Its figures are absent when it tells none.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Health">starting, ready, slow or draining.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Slots">Jobs it works on at the same time at the most.</param>
/// <param name="Running">Jobs it works on now.</param>
/// <param name="Slowdown">Time of its steps against what they should take; 1 as they should.</param>
/// <param name="Models">Models it serves.</param>
/// <param name="Warm">What it holds in memory.</param>
/// <param name="Figures">How busy it is.</param>
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
/// <param name="Models">Models.</param>
/// <param name="Loras">LoRAs.</param>
/// <param name="ControlNets">ControlNets.</param>
internal sealed record WarmBody(IReadOnlyList<string> Models, IReadOnlyList<string> Loras, [property: JsonPropertyName("controlnets")] IReadOnlyList<string> ControlNets);

/// <summary>How busy a worker is.</summary>
/// <param name="RowsPerStep">Rows that share a step on average; null before the first.</param>
/// <param name="DeviceBusy">Its devices.</param>
/// <param name="AdapterTiers">Where its adapters are found: memory, disk, remote.</param>
internal sealed record FiguresBody(double? RowsPerStep, IReadOnlyList<DeviceBusyBody> DeviceBusy, IReadOnlyList<AdapterTierBody> AdapterTiers);

/// <summary>Share 0..1 of the time that a device works.</summary>
/// <param name="Device">The device.</param>
/// <param name="Share">0 to 1.</param>
internal sealed record DeviceBusyBody(string Device, double Share);

/// <summary>How often adapters were found in a tier, and the bytes it holds.</summary>
/// <param name="Tier">memory, disk or remote.</param>
/// <param name="Hits">Adapters found there.</param>
/// <param name="Misses">Adapters found further down.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record AdapterTierBody(string Tier, long Hits, long Misses, long Bytes);
