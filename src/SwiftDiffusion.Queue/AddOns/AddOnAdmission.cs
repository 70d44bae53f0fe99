namespace SwiftDiffusion.Queue.AddOns;

/// <summary>What became of a registration.</summary>
public enum AddOnAdmission
{
    Added,

    /// <summary>The very same content has that name already.</summary>
    Known,

    /// <summary>Something else has that name.</summary>
    Taken,
}
