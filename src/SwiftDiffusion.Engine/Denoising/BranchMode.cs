namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Which residuals serve a step.</summary>
public enum BranchMode
{
    /// <summary>Those of the same step, which waits for them.</summary>
    Exact,

    /// <summary>
    /// Those of the step before, which hardly differ, so that no step but the first under the ControlNet waits for a sibling or a slow link. Another picture
    /// than the exact one, but the same wherever it is made.
    /// </summary>
    Pipelined,
}
