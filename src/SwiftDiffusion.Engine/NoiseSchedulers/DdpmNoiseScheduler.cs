namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// DDPM's ancestral sampling (Ho et al., 2020, arXiv:2006.11239, equation 7), over the timesteps of the run:
/// x' = sqrt(a') b/(1 - A) x_0 + sqrt(1 - b) (1 - A')/(1 - A) x + s z, with b = 1 - A/A' and A, A' the cumulative alphas of this
/// timestep and the next; s² is the posterior variance b (1 - A')/(1 - A), or b itself.
/// </summary>
public sealed class DdpmNoiseScheduler : NoiseScheduler
{
    /// <summary>Floor of the posterior variance, so that its last value 0 stays usable in logarithms.</summary>
    private const double MinVariance = 1e-20;

    private readonly VarianceType _varianceType;

    internal DdpmNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.Ddpm, schedule, config, run.FirstCall) => _varianceType = config.VarianceType;

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        double alpha = Square(Schedule.Levels[call].Signal);
        double next = call + 1 < Schedule.Timesteps.Length ? Square(Schedule.Levels[call + 1].Signal) : 1;
        double beta = 1 - alpha / next;
        double posterior = (1 - next) / (1 - alpha);

        LinearCombination.Set(sample, Math.Sqrt(alpha / next) * posterior, sample, Math.Sqrt(next) * beta / (1 - alpha), original);
        if (Schedule.Timesteps[call] > 0)
            AddFreshNoise(sample, Math.Sqrt(_varianceType == VarianceType.FixedLarge ? beta : Math.Max(posterior * beta, MinVariance)), noise);
    }

    private static double Square(double value) => value * value;
}
