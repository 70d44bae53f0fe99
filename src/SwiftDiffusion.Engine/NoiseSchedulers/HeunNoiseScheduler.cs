namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Heun's method (Karras et al., 2022, arXiv:2206.00364, algorithm 1): an Euler step from sigma to sigma', then the same step again with
/// the mean of the slopes (x - x_0) / sigma at both ends. Every step but the last takes two model calls; the last ends at 0, where
/// there is no slope, and stays an Euler step.
/// </summary>
public sealed class HeunNoiseScheduler : NoiseScheduler
{
    private float[] _start = [];
    private float[] _slope = [];
    private double _distance;
    private bool _correcting;

    internal HeunNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.Heun, schedule, config, run.FirstCall)
    {
    }

    /// <summary>Per-step values to per-call values: all but the first twice, because the correcting call is made at the step's end.</summary>
    public static double[] PerCall(ReadOnlySpan<double> perStep)
    {
        var perCall = new double[2 * perStep.Length - 1];
        for (int call = 0; call < perCall.Length; call++)
            perCall[call] = perStep[(call + 1) / 2];
        return perCall;
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        double sigma = Schedule.Levels[call].Noise;
        if (_correcting)
            Correct(sigma, sample, original);
        else
            Predict(sigma, Schedule.Levels[call + 1].Noise, sample, original);
        _correcting = !_correcting;
    }

    private void Predict(double sigma, double next, Span<float> sample, ReadOnlySpan<float> original)
    {
        if (_start.Length != sample.Length)
            (_start, _slope) = (new float[sample.Length], new float[sample.Length]);
        sample.CopyTo(_start);
        LinearCombination.Set(_slope, 1 / sigma, sample, -1 / sigma, original);
        _distance = next - sigma;
        LinearCombination.Add(sample, _distance, _slope);
    }

    private void Correct(double next, Span<float> sample, ReadOnlySpan<float> original)
    {
        double half = _distance / 2;
        LinearCombination.Set(sample, half / next, sample, -half / next, original);
        LinearCombination.Add(sample, half, _slope);
        LinearCombination.Add(sample, 1, _start);
    }
}
