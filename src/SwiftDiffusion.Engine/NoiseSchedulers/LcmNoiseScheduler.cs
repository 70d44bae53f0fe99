namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Multistep sampling of a latent consistency model (Luo et al., 2023, arXiv:2310.04378, algorithm 3): the consistency function
/// f = c_skip x + c_out x_0 is the clean sample, which is noised again to the next timestep, except after the last.
/// c_skip = d² / (k² + d²), c_out = k / sqrt(k² + d²), with k = timestep * scaling and d = 1/2 the data's deviation.
/// </summary>
public sealed class LcmNoiseScheduler : NoiseScheduler
{
    private const double DataDeviation = 0.5;

    private readonly double _timestepScaling;

    internal LcmNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.Lcm, schedule, config, run.FirstCall) => _timestepScaling = config.TimestepScaling;

    /// <summary>
    /// Picks <paramref name="steps"/> of the timesteps the student was distilled at, T/K - 1, 2T/K - 1, …, largest first
    /// (<paramref name="distilledSteps"/> = K; a strength below 1 keeps only the lower part of them).
    /// Returns none when there are fewer of them than steps.
    /// </summary>
    public static double[] PickTimesteps(int trainTimesteps, int distilledSteps, int steps, double strength)
    {
        int stride = trainTimesteps / distilledSteps;
        int available = (int)(distilledSteps * strength);
        if (available < steps)
            return [];
        // The quotient first, then the product, and the floor of that: NumPy's linspace without its end.
        double spacing = (double)available / steps;
        return [.. Enumerable.Range(0, steps).Select(i => (double)((available - (int)Math.Floor(i * spacing)) * stride - 1))];
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        double scaled = Schedule.Timesteps[call] * _timestepScaling;
        double norm = scaled * scaled + DataDeviation * DataDeviation;
        LinearCombination.Scale(original, scaled / Math.Sqrt(norm));
        LinearCombination.Add(original, DataDeviation * DataDeviation / norm, sample);
        original.CopyTo(sample);
        if (call + 1 >= Schedule.Timesteps.Length)
            return;
        var next = Schedule.Levels[call + 1];
        LinearCombination.Scale(sample, next.Signal);
        AddFreshNoise(sample, next.Noise, noise);
    }
}
