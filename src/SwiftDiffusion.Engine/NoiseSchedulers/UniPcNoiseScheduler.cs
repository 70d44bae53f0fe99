namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// UniPC (Zhao et al., 2023, arXiv:2302.04867, algorithms 1 and 2), predicting x_0: the model's output at the predicted sample first
/// corrects that sample at no extra model call, then the predictor goes on. The updates are <see cref="UniPcWeights"/>.
/// </summary>
public sealed class UniPcNoiseScheduler : NoiseScheduler
{
    private readonly NoiseSchedulerConfig _config;
    private readonly SolverType _solver;
    private readonly LatentHistory _originals;
    private float[] _lastSample = [];
    private int _lastOrder;

    internal UniPcNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.UniPc, schedule, config, run.FirstCall)
    {
        _config = config;
        // DPM-Solver++'s flavours mean the default here, so that its bundles can be sampled with UniPC.
        _solver = config.SolverType == SolverType.Bh1 ? SolverType.Bh1 : SolverType.Bh2;
        _originals = new LatentHistory(config.SolverOrder);
    }

    /// <summary>Order of the predictor: at most the calls that remain (so the last step is first order) and the originals known.</summary>
    public static int OrderAt(NoiseSchedulerConfig config, int remaining, int known)
    {
        // A step to sigma 0 has a limit in first order only.
        bool mustShrink = config.LowerOrderFinal || (remaining == 1 && !config.EndAtSigmaMin);
        return Math.Min(known, mustShrink ? Math.Min(config.SolverOrder, remaining) : config.SolverOrder);
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        if (call > FirstCall && !_config.DisableCorrector.Contains(call - 1))
            Correct(call, sample, original);
        _originals.Push(original);
        if (_lastSample.Length != sample.Length)
            _lastSample = new float[sample.Length];
        sample.CopyTo(_lastSample);
        _lastOrder = OrderAt(_config, Schedule.Timesteps.Length - call, _originals.Count);
        Predict(call, sample);
    }

    /// <summary>Redoes the step that led here, now that the original at its end is known.</summary>
    private void Correct(int call, Span<float> sample, ReadOnlySpan<float> original)
    {
        Span<double> weights = stackalloc double[UniPcWeights.MaxOrder + 1];
        double ofSample = UniPcWeights.Of(Schedule.Levels, call - 1, _lastOrder, _solver, isCorrector: true, weights);
        LinearCombination.Set(sample, ofSample, _lastSample, weights[_lastOrder], original);
        for (int age = 0; age < _lastOrder; age++)
            LinearCombination.Add(sample, weights[age], _originals[age]);
    }

    private void Predict(int call, Span<float> sample)
    {
        Span<double> weights = stackalloc double[UniPcWeights.MaxOrder];
        double ofSample = UniPcWeights.Of(Schedule.Levels, call, _lastOrder, _solver, isCorrector: false, weights);
        LinearCombination.Scale(sample, ofSample);
        for (int age = 0; age < _lastOrder; age++)
            LinearCombination.Add(sample, weights[age], _originals[age]);
    }
}
