namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Euler ancestral: an Euler step down to a smaller sigma, then fresh noise up to the next one, as DDPM's sampling does in variance
/// (Song et al., 2020, arXiv:2011.13456, section 3.3; the split is k-diffusion's):
/// up² = s'² (s² - s'²) / s², down = sqrt(s'² - up²) = s'² / s, x' = x + (down - s) (x - x_0) / s + up z.
/// </summary>
public sealed class EulerAncestralNoiseScheduler : NoiseScheduler
{
    internal EulerAncestralNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.EulerAncestral, schedule, config, run.FirstCall)
    {
    }

    /// <summary>Splits the way from one sigma to the next into a deterministic part down and a random part up.</summary>
    public static (double Down, double Up) Split(double sigma, double next)
    {
        double up = next * Math.Sqrt(Math.Max(sigma * sigma - next * next, 0)) / sigma;
        return (next * next / sigma, up);
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        double sigma = Schedule.Levels[call].Noise;
        var (down, up) = Split(sigma, Schedule.Levels[call + 1].Noise);
        LinearCombination.Set(sample, down / sigma, sample, 1 - down / sigma, original);
        AddFreshNoise(sample, up, noise);
    }
}
