namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// DDIM (Song et al., 2020, arXiv:2010.02502, equations 12 and 16):
/// x' = sqrt(a') x_0 + sqrt(1 - a' - s²) e + s z, with s² = eta² (1 - a')/(1 - a) (1 - a/a').
/// a is the cumulative alpha now and a' that of the timestep T / steps earlier.
/// </summary>
public sealed class DdimNoiseScheduler : NoiseScheduler
{
    private readonly AlphaTable _alphas;
    private readonly PredictionType _predictionType;
    private readonly double _finalAlpha;
    private readonly double _eta;
    private readonly int _stride;

    internal DdimNoiseScheduler(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.Ddim, schedule, config, run.FirstCall)
    {
        _alphas = alphas;
        _predictionType = config.PredictionType;
        _finalAlpha = config.SetAlphaToOne ? 1 : alphas.Cumulative[0];
        _eta = run.Eta;
        _stride = config.TrainTimesteps / run.InferenceSteps;
    }

    /// <summary>Standard deviation s of the fresh noise for eta = 1.</summary>
    public static double FreshNoise(double alpha, double nextAlpha) => Math.Sqrt(Math.Max((1 - nextAlpha) / (1 - alpha) * (1 - alpha / nextAlpha), 0));

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        int timestep = (int)Schedule.Timesteps[call];
        double alpha = _alphas.Cumulative[timestep];
        double next = timestep >= _stride ? _alphas.Cumulative[timestep - _stride] : _finalAlpha;
        double fresh = _eta * FreshNoise(alpha, next);
        double direction = Math.Sqrt(Math.Max(1 - next - fresh * fresh, 0));

        var predicted = Prediction.OfNoise(_predictionType, Schedule.Levels[call]);
        LinearCombination.Scale(sample, direction * predicted.OfSample);
        LinearCombination.Add(sample, direction * predicted.OfOutput, modelOutput);
        LinearCombination.Add(sample, Math.Sqrt(next), original);
        if (_eta > 0)
            AddFreshNoise(sample, fresh, noise);
    }
}
