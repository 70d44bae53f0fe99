using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Workers;

/// <summary>How busy a worker is and what its memory is good for, for people and dashboards.</summary>
public sealed record WorkerFigures
{
    /// <summary>Mean rows of a step lately; null before the first.</summary>
    public double? RowsPerStep { get; init; }

    public ImmutableArray<DeviceShare> DeviceBusy { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<AdapterTierFigures> AdapterTiers { get; init => field = value.IsDefault ? [] : value; } = [];
}

/// <summary>The share 0..1 of the time that a device works.</summary>
public sealed record DeviceShare(string Device, double Share);

/// <summary>How often adapters were found in a tier, and what it holds, in bytes.</summary>
public sealed record AdapterTierFigures(string Tier, long Hits, long Misses, long Bytes);
