namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>What the UNet was trained to output for x_t = signal * x_0 + noise * e.</summary>
public enum PredictionType
{
    /// <summary>The noise e (Ho et al., 2020, arXiv:2006.11239).</summary>
    Epsilon,

    /// <summary>v = signal * e - noise * x_0 (Salimans and Ho, 2022, arXiv:2202.00512).</summary>
    VPrediction,

    /// <summary>The clean sample x_0 itself.</summary>
    Sample,
}
