namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Which variance DDPM's reverse step draws with.</summary>
public enum VarianceType
{
    /// <summary>The posterior variance given x_0.</summary>
    FixedSmall,

    /// <summary>The step's own beta.</summary>
    FixedLarge,
}
