namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>How beta grows over the training timesteps.</summary>
public enum BetaCurve
{
    /// <summary>Evenly from start to end.</summary>
    Linear,

    /// <summary>sqrt(beta) evenly from start to end: the latent diffusion choice.</summary>
    ScaledLinear,

    /// <summary>From a squared cosine for the cumulative alpha (Nichol and Dhariwal, 2021, arXiv:2102.09672).</summary>
    SquaredCosine,
}
