using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts.Workers;

/// <summary>What a worker can do; told once when it joins.</summary>
public sealed record WorkerCapabilities
{
    /// <summary>Unique among the workers of a queue, new with every start of the process.</summary>
    public required string WorkerId { get; init => field = Require.Name(value); }

    /// <summary>Models it serves, with the add-ons requests may name.</summary>
    public required ImmutableArray<ModelInfo> Models { get; init => field = value.IsDefault ? [] : value; }

    /// <summary>Jobs it works on at the same time.</summary>
    public required int Slots { get; init => field = Require.InRange(value, 1, int.MaxValue); }

    /// <summary>How often it says how it is; one that was silent for several times as long is not counted on.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Its devices, for people.</summary>
    public string Devices { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "";
}
