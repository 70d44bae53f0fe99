namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Euler's method on the probability-flow equation dx/dsigma = (x - x_0) / sigma (Karras et al., 2022, arXiv:2206.00364, algorithm 1
/// without second-order correction): x' = x + (sigma' - sigma) (x - x_0) / sigma. No churn, so no noise is drawn.
/// </summary>
public sealed class EulerNoiseScheduler : NoiseScheduler
{
    internal EulerNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.Euler, schedule, config, run.FirstCall)
    {
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        double kept = Schedule.Levels[call + 1].Noise / Schedule.Levels[call].Noise;
        LinearCombination.Set(sample, kept, sample, 1 - kept, original);
    }
}
