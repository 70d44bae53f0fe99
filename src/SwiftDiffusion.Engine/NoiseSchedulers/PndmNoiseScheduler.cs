namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// Pseudo numerical methods for diffusion models (Liu et al., 2022, arXiv:2202.09778). The outputs of several calls are averaged by a
/// classical rule (Runge-Kutta, then Adams-Bashforth), and the average e is carried over by the transfer of equation 11:
/// x' = sqrt(a'/a) x - (a' - a) e / (a sqrt(1 - a') + sqrt(a (1 - a) a')), with a and a' the cumulative alphas of both ends.
/// </summary>
/// <remarks>
/// As in diffusers, the outputs are averaged as the model gave them, and the first step is redone by the second call also when an
/// image-to-image start has cut off the repeated timestep; such a run then ends one step's noise short.
/// </remarks>
public sealed class PndmNoiseScheduler : NoiseScheduler
{
    private static readonly double[][] Weights =
        [[1], [3.0 / 2, -1.0 / 2], [23.0 / 12, -16.0 / 12, 5.0 / 12], [55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24]];

    private readonly AlphaTable _alphas;
    private readonly PredictionType _predictionType;
    private readonly LatentHistory _outputs = new(PndmTimesteps.Order);
    private readonly double _finalAlpha;
    private readonly int _stride;
    private readonly double[] _rungeKutta;
    private float[] _start = [];
    private float[] _average = [];

    /// <param name="config">The configuration, class defaults filled in.</param>
    /// <param name="alphas">Training schedule.</param>
    /// <param name="schedule">All calls.</param>
    /// <param name="run">Steps and start.</param>
    /// <param name="rungeKutta">The calls of the schedule that belong to the warm-up; empty for PLMS.</param>
    internal PndmNoiseScheduler(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedule schedule, NoiseSchedulerRun run, double[] rungeKutta)
        : base(NoiseSchedulerKind.Pndm, schedule, config, run.FirstCall)
    {
        _alphas = alphas;
        _predictionType = config.PredictionType;
        _finalAlpha = config.SetAlphaToOne ? 1 : alphas.Cumulative[0];
        _stride = config.TrainTimesteps / run.InferenceSteps;
        _rungeKutta = rungeKutta;
    }

    /// <summary>Adams-Bashforth weights, newest first, for 1 … 4 known outputs.</summary>
    public static ReadOnlySpan<double> AdamsBashforth(int known) => Weights[known - 1];

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        if (_start.Length != sample.Length)
            (_start, _average) = (new float[sample.Length], new float[sample.Length]);
        // Counted from the start of this sequence: an image-to-image start warms up like any other.
        int counter = call - FirstCall;
        int timestep = (int)Schedule.Timesteps[call];
        if (counter < _rungeKutta.Length)
            StepRungeKutta(counter, timestep, modelOutput, sample);
        else
            StepMultistep(counter, timestep, modelOutput, sample);
    }

    /// <summary>Calls 0 … 3 of each warm-up step: slopes at start, middle, middle and end, weighted 1/6, 1/3, 1/3, 1/6.</summary>
    private void StepRungeKutta(int counter, int timestep, ReadOnlySpan<float> modelOutput, Span<float> sample)
    {
        int phase = counter % 4;
        int from = (int)_rungeKutta[counter - phase];
        int to = timestep - (phase % 2 == 0 ? _stride / 2 : 0);
        if (phase == 0)
        {
            _outputs.Push(modelOutput);
            sample.CopyTo(_start);
            _average.AsSpan().Clear();
        }

        LinearCombination.Add(_average, phase is 0 or 3 ? 1.0 / 6 : 1.0 / 3, modelOutput);
        Transfer(from, to, phase == 3 ? _average : modelOutput, sample);
    }

    private void StepMultistep(int counter, int timestep, ReadOnlySpan<float> modelOutput, Span<float> sample)
    {
        // The second call of PLMS does the first step again, with the mean of the slopes at both ends.
        if (counter == 1)
        {
            LinearCombination.Set(_average, 0.5, modelOutput, 0.5, _outputs[0]);
            Transfer(timestep + _stride, timestep, _average, sample);
            return;
        }

        _outputs.Push(modelOutput);
        sample.CopyTo(_start);
        _average.AsSpan().Clear();
        var weights = AdamsBashforth(_outputs.Count);
        for (int age = 0; age < weights.Length; age++)
            LinearCombination.Add(_average, weights[age], _outputs[age]);
        Transfer(timestep, timestep - _stride, _average, sample);
    }

    /// <summary>sample = the start of the step carried from one timestep to another along the given output.</summary>
    private void Transfer(int from, int to, ReadOnlySpan<float> output, Span<float> sample)
    {
        double a = _alphas.Cumulative[from];
        double next = to >= 0 ? _alphas.Cumulative[to] : _finalAlpha;
        double denominator = a * Math.Sqrt(1 - next) + Math.Sqrt(a * (1 - a) * next);
        double slope = -(next - a) / denominator;
        var noise = Prediction.OfNoise(_predictionType, NoiseLevel.FromCumulativeAlpha(a));
        LinearCombination.Set(sample, Math.Sqrt(next / a) + slope * noise.OfSample, _start, slope * noise.OfOutput, output);
    }
}
