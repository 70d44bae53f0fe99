namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// How noisy a sample is: x = Signal * x_0 + Noise * e. Variance-preserving solvers (DDIM, DPM-Solver++, …) keep Signal² + Noise² = 1;
/// Karras et al.'s form (Euler, Heun; arXiv:2206.00364) keeps Signal = 1 and calls Noise sigma.
/// </summary>
public readonly record struct NoiseLevel(double Signal, double Noise)
{
    /// <summary>lambda = log(Signal / Noise), half the logarithm of the signal-to-noise ratio; +infinity for a clean sample.</summary>
    public double Lambda => Math.Log(Signal) - Math.Log(Noise);

    /// <summary>Standard deviation of the sample when x_0 has unit variance; the UNet wants its input divided by it.</summary>
    public double Deviation => Math.Sqrt(Signal * Signal + Noise * Noise);

    public static NoiseLevel FromCumulativeAlpha(double alpha) => new(Math.Sqrt(alpha), Math.Sqrt(1 - alpha));

    /// <summary>Sigma as the noise beside an unscaled signal.</summary>
    public static NoiseLevel Exploding(double sigma) => new(1, sigma);

    /// <summary>The same noise-to-signal ratio, scaled to unit variance.</summary>
    public static NoiseLevel Preserving(double sigma)
    {
        double signal = 1 / Math.Sqrt(sigma * sigma + 1);
        return new NoiseLevel(signal, sigma * signal);
    }
}
