using System.Collections.Frozen;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// What a diffusers class fixes when scheduler_config.json is silent. Only the fields whose default differs between classes are here;
/// the others have their default in <see cref="NoiseSchedulerConfig"/>.
/// </summary>
public sealed record NoiseSchedulerClass(
    NoiseSchedulerKind Kind,
    string Name,
    TimestepSpacing TimestepSpacing,
    double BetaStart = 0.0001,
    double BetaEnd = 0.02,
    BetaCurve BetaCurve = BetaCurve.Linear,
    bool ClipSample = false,
    bool SetAlphaToOne = false)
{
    /// <summary>Every class, in the order of <see cref="NoiseSchedulerKind"/>.</summary>
    public static IReadOnlyList<NoiseSchedulerClass> All { get; } =
    [
        new(NoiseSchedulerKind.Ddim, "DDIMScheduler", TimestepSpacing.Leading, ClipSample: true, SetAlphaToOne: true),
        new(NoiseSchedulerKind.Ddpm, "DDPMScheduler", TimestepSpacing.Leading, ClipSample: true),
        new(NoiseSchedulerKind.Pndm, "PNDMScheduler", TimestepSpacing.Leading),
        new(NoiseSchedulerKind.Euler, "EulerDiscreteScheduler", TimestepSpacing.Linspace),
        new(NoiseSchedulerKind.EulerAncestral, "EulerAncestralDiscreteScheduler", TimestepSpacing.Linspace),
        new(NoiseSchedulerKind.Heun, "HeunDiscreteScheduler", TimestepSpacing.Linspace, 0.00085, 0.012),
        new(NoiseSchedulerKind.DpmSolver, "DPMSolverMultistepScheduler", TimestepSpacing.Linspace),
        new(NoiseSchedulerKind.UniPc, "UniPCMultistepScheduler", TimestepSpacing.Linspace),
        new(NoiseSchedulerKind.Lcm, "LCMScheduler", TimestepSpacing.Leading, 0.00085, 0.012, BetaCurve.ScaledLinear, SetAlphaToOne: true),
    ];

    private static readonly FrozenDictionary<string, NoiseSchedulerClass> ByName = All.ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    public static NoiseSchedulerClass Of(NoiseSchedulerKind kind) => All[(int)kind];

    /// <summary>The class of that diffusers name, or null.</summary>
    public static NoiseSchedulerClass? Find(string className) => ByName.GetValueOrDefault(className);
}
