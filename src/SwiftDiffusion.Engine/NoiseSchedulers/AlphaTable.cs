namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// The training noise schedule: beta_t, alpha_t = 1 - beta_t and the cumulative product of the alphas, by training timestep
/// (Ho et al., 2020, arXiv:2006.11239, section 2). Kept in single precision, as models were trained with it.
/// </summary>
public sealed class AlphaTable
{
    /// <summary>Stands for a cumulative alpha of 0 where a solver divides by it: the smallest positive half-precision number.</summary>
    private const float NearlyZero = 1f / (1 << 24);

    private AlphaTable(float[] betas, float[] alphas, float[] cumulative)
    {
        Betas = betas;
        Alphas = alphas;
        Cumulative = cumulative;
    }

    public float[] Betas { get; }

    public float[] Alphas { get; }

    /// <summary>alpha-bar: the share of the signal's variance that is left at each timestep.</summary>
    public float[] Cumulative { get; }

    public int Count => Betas.Length;

    /// <summary>The table of a configuration, as the class <paramref name="kind"/> sees it.</summary>
    public static AlphaTable Of(NoiseSchedulerConfig config, NoiseSchedulerKind kind)
    {
        var betas = config.TrainedBetas.IsEmpty ? Curve(config.BetaCurve, config.BetaStart, config.BetaEnd, config.TrainTimesteps) : [.. config.TrainedBetas];
        // Neither class has the field in diffusers, so a configuration of another class must not switch it on.
        bool rescale = config.RescaleBetasZeroSnr && kind is not (NoiseSchedulerKind.Pndm or NoiseSchedulerKind.Heun);
        var table = FromBetas(rescale ? RescaleToZeroSnr(betas) : betas);
        bool dividesByAlpha = kind is NoiseSchedulerKind.Euler or NoiseSchedulerKind.EulerAncestral or NoiseSchedulerKind.DpmSolver or NoiseSchedulerKind.UniPc;
        if (rescale && dividesByAlpha)
            table.Cumulative[^1] = NearlyZero;
        return table;
    }

    public static AlphaTable FromBetas(float[] betas)
    {
        float[] alphas = [.. betas.Select(beta => 1f - beta)];
        return new AlphaTable(betas, alphas, CumulativeProducts(alphas));
    }

    /// <summary>Betas along a curve, <paramref name="count"/> of them.</summary>
    public static float[] Curve(BetaCurve curve, double start, double end, int count) => curve switch
    {
        BetaCurve.Linear => TimestepGrid.EvenlySpaced((float)start, (float)end, count),
        BetaCurve.ScaledLinear => [.. TimestepGrid.EvenlySpaced((float)Math.Sqrt(start), (float)Math.Sqrt(end), count).Select(root => root * root)],
        _ => [.. Enumerable.Range(0, count).Select(t => (float)SquaredCosineBeta(t, count))],
    };

    /// <summary>
    /// Scales sqrt(alpha-bar) linearly so that the last timestep holds no signal and the first keeps its value
    /// (Lin et al., 2023, arXiv:2305.08891, algorithm 1).
    /// </summary>
    public static float[] RescaleToZeroSnr(float[] betas)
    {
        float[] roots = [.. FromBetas(betas).Cumulative.Select(MathF.Sqrt)];
        float first = roots[0], last = roots[^1];
        float[] cumulative = [.. roots.Select(root => (root - last) * (first / (first - last))).Select(root => root * root)];
        return [.. cumulative.Select((value, t) => 1f - (t == 0 ? value : value / cumulative[t - 1]))];
    }

    /// <summary>1 - bar(t + 1) / bar(t) for bar(t) = cos²((t/T + 0.008) / 1.008 * pi/2), at most 0.999 (arXiv:2102.09672, equation 17).</summary>
    private static double SquaredCosineBeta(int t, int count)
    {
        double next = SquaredCosine((t + 1.0) / count), here = SquaredCosine((double)t / count);
        return Math.Min(1 - next / here, 0.999);
    }

    private static double SquaredCosine(double time)
    {
        double cosine = Math.Cos((time + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    /// <summary>Running product, carried in double and stored in single precision, as PyTorch's CPU kernel does.</summary>
    private static float[] CumulativeProducts(float[] alphas)
    {
        double product = 1;
        return [.. alphas.Select(alpha => (float)(product *= alpha))];
    }
}
