namespace SwiftDiffusion.Contracts;

/// <summary>What the repainted part of a source picture holds before noise is added; it shows through below full strength.</summary>
public enum MaskFill
{
    /// <summary>What the source picture shows there.</summary>
    Original,

    /// <summary>The colours around it, blurred into it.</summary>
    Surroundings,
}
