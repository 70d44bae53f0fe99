namespace SwiftDiffusion.Contracts.AddOns;

/// <summary>How far a registered add-on is.</summary>
public enum AddOnState
{
    /// <summary>No worker has looked at it yet.</summary>
    Pending,

    /// <summary>A worker fetches it and checks it against its model.</summary>
    Fetching,

    /// <summary>Requests may name it.</summary>
    Ready,

    /// <summary>It cannot be had or does not fit, and never becomes usable.</summary>
    Failed,
}
