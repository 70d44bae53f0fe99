namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// sigma_t = sqrt((1 - alpha-bar_t) / alpha-bar_t) by training timestep, and the ways from it to the sigmas of a run.
/// Sigmas of the table are single precision, what is derived from them double, as the reference implementation's NumPy code has it.
/// </summary>
public sealed class SigmaTable
{
    /// <summary>rho of the Karras ramp: 7, the paper's choice for sampling.</summary>
    private const double Rho = 7;

    private readonly float[] _sigmas;
    private readonly float[] _logSigmas;

    public SigmaTable(AlphaTable alphas)
    {
        _sigmas = [.. alphas.Cumulative.Select(alpha => MathF.Sqrt((1f - alpha) / alpha))];
        _logSigmas = [.. _sigmas.Select(sigma => MathF.Log(sigma))];
    }

    public double Smallest => _sigmas[0];

    public double Largest => _sigmas[^1];

    /// <summary>Sigma at a timestep that may lie between two training timesteps, or beyond the last.</summary>
    public double At(double timestep)
    {
        int low = Math.Clamp((int)timestep, 0, _sigmas.Length - 1);
        if (low == _sigmas.Length - 1)
            return _sigmas[low];
        double slope = (double)_sigmas[low + 1] - _sigmas[low];
        return slope * (timestep - low) + _sigmas[low];
    }

    /// <summary>The timestep whose sigma this is, interpolated in log sigma and clamped to the table.</summary>
    public double TimestepOf(double sigma)
    {
        double logSigma = Math.Log(Math.Max(sigma, 1e-10));
        int low = 0;
        while (low < _logSigmas.Length - 2 && _logSigmas[low + 1] <= logSigma)
            low++;
        double weight = Math.Clamp((_logSigmas[low] - logSigma) / (_logSigmas[low] - _logSigmas[low + 1]), 0, 1);
        return (1 - weight) * low + weight * (low + 1);
    }

    /// <summary>Sigmas evenly spaced in their logarithm over the whole table, largest first.</summary>
    public double[] LogLinear(int count) => [.. TimestepGrid.EvenlySpaced(_logSigmas[^1], _logSigmas[0], count).Select(log => (double)MathF.Exp(log))];

    /// <summary>sigma_i = (max^(1/rho) + i/(n-1) (min^(1/rho) - max^(1/rho)))^rho (Karras et al., 2022, arXiv:2206.00364, equation 5).</summary>
    public static double[] Karras(double min, double max, int count)
    {
        double from = Math.Pow(max, 1 / Rho), to = Math.Pow(min, 1 / Rho);
        return [.. TimestepGrid.Linspace(0, 1, count).Select(ramp => Math.Pow(from + ramp * (to - from), Rho))];
    }
}
