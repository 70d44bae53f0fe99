namespace SwiftDiffusion.Engine.Denoising;

/// <summary>Which loop a new sequence joins. Pure.</summary>
public static class LoopChoice
{
    /// <summary>
    /// The loop in which it is predicted to finish first. Sequences of a loop take turns, so each holds a new one up by as much as it still has to do,
    /// but at most by as much as the new one has.
    /// </summary>
    /// <param name="work">Seconds that the new sequence takes alone in each loop.</param>
    /// <param name="remaining">Per loop the seconds that its sequences still take.</param>
    /// <returns>Index of the loop; the first of equals.</returns>
    public static int Pick(IReadOnlyList<double> work, IReadOnlyList<IReadOnlyList<double>> remaining) =>
        Enumerable.Range(0, work.Count).MinBy(loop => work[loop] + remaining[loop].Sum(other => Math.Min(other, work[loop])));
}
