namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// DPM-Solver++ multistep, ordinary or stochastic (Lu et al., 2022, arXiv:2211.01095, algorithm 2); the update itself is
/// <see cref="DpmSolverWeights"/>. The order grows with the history and shrinks again at the end of a short run.
/// </summary>
public sealed class DpmSolverNoiseScheduler : NoiseScheduler
{
    /// <summary>Runs shorter than this lower the order at their end, for stability.</summary>
    private const int ShortRun = 15;

    private readonly LatentHistory _originals;
    private readonly NoiseSchedulerConfig _config;
    private readonly SolverType _solver;

    internal DpmSolverNoiseScheduler(NoiseSchedulerConfig config, NoiseSchedule schedule, NoiseSchedulerRun run)
        : base(NoiseSchedulerKind.DpmSolver, schedule, config, run.FirstCall)
    {
        _config = config;
        _originals = new LatentHistory(config.SolverOrder);
        // UniPC's flavours mean the default here, so that a UniPC bundle can be sampled with DPM-Solver++.
        _solver = config.SolverType == SolverType.Heun ? SolverType.Heun : SolverType.Midpoint;
    }

    /// <summary>Order of the update at a call.</summary>
    /// <param name="config">Solver order and the rules for the end of a run.</param>
    /// <param name="remaining">Calls left, this one included.</param>
    /// <param name="total">Calls of the whole run, skipped ones included.</param>
    /// <param name="known">Predicted originals at hand, this call's included.</param>
    public static int OrderAt(NoiseSchedulerConfig config, int remaining, int total, int known)
    {
        bool lowers = config.LowerOrderFinal && total < ShortRun;
        // A step to sigma 0 is infinitely long in lambda: only the first order has a limit there.
        bool endsFirstOrder = remaining == 1 && (lowers || config.EulerAtFinal || !config.EndAtSigmaMin);
        int limit = endsFirstOrder ? 1 : remaining == 2 && lowers ? 2 : config.SolverOrder;
        return Math.Min(Math.Min(limit, known), config.SolverOrder);
    }

    private protected override void Advance(int call, ReadOnlySpan<float> modelOutput, Span<float> sample, Span<float> original, INoiseSource noise)
    {
        _originals.Push(original);
        int calls = Schedule.Timesteps.Length;
        int order = OrderAt(_config, calls - call, calls, _originals.Count);
        var weights = DpmSolverWeights.Of(Schedule.Levels, call, order, _solver, _config.Stochastic);
        LinearCombination.Set(sample, weights.Sample, sample, weights.Newest, _originals[0]);
        LinearCombination.Add(sample, weights.Previous, _originals[1]);
        LinearCombination.Add(sample, weights.Oldest, _originals[2]);
        if (_config.Stochastic)
            AddFreshNoise(sample, weights.FreshNoise, noise);
    }
}
