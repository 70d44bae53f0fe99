namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Strength of a ControlNet, the part of the run, 0 to 1, in which it acts, and which of its residuals serve a step.</summary>
public sealed record ControlSettings(float ConditioningScale, float Start, float End, BranchMode Mode = BranchMode.Exact)
{
    /// <summary>A call acts only if it lies wholly inside the window.</summary>
    public bool IsActive(int call, int calls) => (float)call / calls >= Start && (float)(call + 1) / calls <= End;
}
