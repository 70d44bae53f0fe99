namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>The solver families of this room, one diffusers class each.</summary>
public enum NoiseSchedulerKind
{
    Ddim,
    Ddpm,
    Pndm,
    Euler,
    EulerAncestral,
    Heun,
    DpmSolver,
    UniPc,
    Lcm,
}
