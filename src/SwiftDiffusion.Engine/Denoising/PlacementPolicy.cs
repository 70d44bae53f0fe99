namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Where the parts of a step run.</summary>
public enum PlacementPolicy
{
    /// <summary>Wherever the step is predicted to end first: on siblings that are free, else at home. What an operator wants.</summary>
    Adaptive,

    /// <summary>All on the sequence's device, to compare with.</summary>
    Local,

    /// <summary>Every ControlNet branch on a sibling, whether it is free or not, as if devices were dedicated to them; to compare with.</summary>
    Sibling,
}
