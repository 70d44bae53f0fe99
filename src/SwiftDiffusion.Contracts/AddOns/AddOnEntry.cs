namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>A registered add-on and what has become of it.</summary>
/// <param name="Registration">What was asked.</param>
/// <param name="State">How far it is.</param>
public sealed record AddOnEntry(AddOnRegistration Registration, AddOnState State)
{
    /// <summary>Bytes that have arrived while it is fetched.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Bytes its source promises; null when it does not say.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>What it hashes to; null until that is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its size; null until that is known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Why it failed, as the rest of a sentence that its name begins; else null.</summary>
    public string? Reason { get; init; }
}
