namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// One DPM-Solver++ update as a linear combination: x' = Sample x + Newest m0 + Previous m1 + Oldest m2 + FreshNoise z, where m are
/// predicted originals (Lu et al., 2022, arXiv:2211.01095; multistep forms in appendix B, stochastic form in appendix C).
/// </summary>
/// <remarks>
/// With h the step in lambda, k = 1 for the ordinary and 2 for the stochastic equation, q = 1 - exp(-k h), S' and N' the next level:
/// x' = N'/N exp(-(k - 1) h) x + S' q D0 + S' c1 D1 + S' c2 D2 + N' sqrt(q) z (the last for k = 2). D are divided differences of m
/// over lambda. Midpoint: c1 = q / 2; Heun and third order: c1 = 1 - q / (k h), and c2 = 1/2 + (q - h) / h²,
/// which is half the integral of a quadratic term, as in the authors' code and in diffusers.
/// </remarks>
public readonly record struct DpmSolverWeights(double Sample, double Newest, double Previous, double Oldest, double FreshNoise)
{
    /// <summary>The update between two levels.</summary>
    /// <param name="levels">Levels of the run; <paramref name="call"/> + 1 is the target.</param>
    /// <param name="call">Where the sample is.</param>
    /// <param name="order">1, 2 or 3: how many predicted originals take part.</param>
    /// <param name="solver">Midpoint or Heun, for order 2.</param>
    /// <param name="stochastic">The SDE variant, up to order 2.</param>
    public static DpmSolverWeights Of(ReadOnlySpan<NoiseLevel> levels, int call, int order, SolverType solver, bool stochastic)
    {
        NoiseLevel here = levels[call], next = levels[call + 1];
        double h = next.Lambda - here.Lambda;
        double kh = stochastic ? 2 * h : h;
        double q = -double.ExpM1(-kh);
        double c1 = order == 3 || solver == SolverType.Heun ? 1 - q / kh : q / 2;
        var update = new DpmSolverWeights(
            Sample: next.Noise / here.Noise * (stochastic ? Math.Exp(-h) : 1),
            Newest: next.Signal * q,
            Previous: 0,
            Oldest: 0,
            FreshNoise: stochastic ? next.Noise * Math.Sqrt(q) : 0);
        if (order == 1)
            return update;
        double r0 = (here.Lambda - levels[call - 1].Lambda) / h;
        if (order == 2)
            return update.WithDifferences(next.Signal * c1 / r0, 0);

        double r1 = (levels[call - 1].Lambda - levels[call - 2].Lambda) / h;
        double c2 = 0.5 + (q - h) / (h * h);
        double share = r0 / (r0 + r1);
        return update.WithDifferences(
            next.Signal * (c1 * (1 + share) + c2 / (r0 + r1)) / r0,
            -next.Signal * (c1 * share + c2 / (r0 + r1)) / r1);
    }

    /// <summary>Adds newer * (m0 - m1) + older * (m1 - m2).</summary>
    private DpmSolverWeights WithDifferences(double newer, double older) =>
        this with { Newest = Newest + newer, Previous = older - newer, Oldest = -older };
}
