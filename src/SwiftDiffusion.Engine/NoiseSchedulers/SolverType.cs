namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Flavour of a multistep solver: the first two belong to DPM-Solver++, the last two to UniPC.</summary>
public enum SolverType
{
    Midpoint,
    Heun,
    Bh1,
    Bh2,
}
