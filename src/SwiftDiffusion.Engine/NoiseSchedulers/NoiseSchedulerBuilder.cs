using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// From a configuration and a run to a noise scheduler: 1. training alphas, 2. timesteps, 3. noise levels, 4. solver. What a
/// solver cannot do is refused here, so that no step fails later.
/// </summary>
internal static class NoiseSchedulerBuilder
{
    /// <param name="kind">Solver family.</param>
    /// <param name="config">Configuration with the family's defaults filled in.</param>
    /// <param name="run">Steps and start.</param>
    public static NoiseScheduler Build(NoiseSchedulerKind kind, NoiseSchedulerConfig config, NoiseSchedulerRun run)
    {
        if (run.InferenceSteps < 1 || run.InferenceSteps > config.TrainTimesteps)
            throw new ArgumentException($"Inference steps must be from 1 to the model's {config.TrainTimesteps} training timesteps.");
        RefuseUnsupported(kind, config);
        var alphas = AlphaTable.Of(config, kind);
        NoiseScheduler scheduler = kind switch
        {
            NoiseSchedulerKind.Ddim => new DdimNoiseScheduler(config, alphas, OverAlphas(config, alphas, Whole(config, run)), run),
            NoiseSchedulerKind.Ddpm => new DdpmNoiseScheduler(config, OverAlphas(config, alphas, Whole(config, run)), run),
            NoiseSchedulerKind.Pndm => BuildPndm(config, alphas, run),
            NoiseSchedulerKind.Euler => new EulerNoiseScheduler(config, OverSigmas(config, alphas, run), run),
            NoiseSchedulerKind.EulerAncestral =>
                new EulerAncestralNoiseScheduler(config, OverSigmas(WithoutEulerFields(config) with { UseKarrasSigmas = false }, alphas, run), run),
            NoiseSchedulerKind.Heun => BuildHeun(config, alphas, run),
            NoiseSchedulerKind.DpmSolver => BuildDpmSolver(config, alphas, run),
            NoiseSchedulerKind.UniPc => BuildUniPc(config, alphas, run),
            _ => BuildLcm(config, alphas, run),
        };
        if (run.FirstCall < 0 || run.FirstCall >= scheduler.Timesteps.Length)
            throw new ArgumentException($"The run has {scheduler.Timesteps.Length} model calls; the strength leaves none to make.");
        return scheduler;
    }

    /// <summary>Fields that only the Euler class (and for the ends of the Karras ramp UniPC) has in diffusers.</summary>
    private static NoiseSchedulerConfig WithoutEulerFields(NoiseSchedulerConfig config) =>
        config with { SigmaMin = null, SigmaMax = null, InterpolateLogLinear = false };

    private static void RefuseUnsupported(NoiseSchedulerKind kind, NoiseSchedulerConfig config)
    {
        bool lacksSample = kind is NoiseSchedulerKind.Pndm or NoiseSchedulerKind.EulerAncestral or NoiseSchedulerKind.Heun;
        if (lacksSample && config.PredictionType == PredictionType.Sample)
        {
            string name = NoiseSchedulerClass.Of(kind).Name;
            throw new ModelFormatException(config.File, $"prediction_type is 'sample'; {name} supports 'epsilon' or 'v_prediction'");
        }

        if (kind == NoiseSchedulerKind.DpmSolver && config.Stochastic && config.SolverOrder > 2)
            throw new ModelFormatException(config.File, $"solver_order is {config.SolverOrder}; algorithm_type 'sde-dpmsolver++' supports 1 or 2");
    }

    private static double[] Whole(NoiseSchedulerConfig config, NoiseSchedulerRun run) =>
        TimestepGrid.Whole(config.TimestepSpacing, config.TrainTimesteps, run.InferenceSteps, config.StepsOffset);

    private static NoiseSchedule OverAlphas(NoiseSchedulerConfig config, AlphaTable alphas, double[] timesteps)
    {
        if (timesteps.Max() >= alphas.Count || timesteps.Min() < 0)
        {
            throw new ModelFormatException(
                config.File, $"{timesteps.Length} timesteps with a steps_offset of {config.StepsOffset} go beyond the {alphas.Count} of training; ask for fewer inference steps");
        }

        var schedule = NoiseSchedule.FromAlphas(timesteps, alphas);
        if (config.PredictionType == PredictionType.Epsilon && schedule.Levels.Any(level => level.Signal == 0))
        {
            throw new ModelFormatException(
                config.File,
                "rescale_betas_zero_snr is true with prediction_type 'epsilon'; expected 'v_prediction' or 'sample', since from pure noise no picture follows");
        }

        return schedule;
    }

    private static NoiseSchedule OverSigmas(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        var (timesteps, sigmas) = Exploding(config, alphas, run);
        return NoiseSchedule.Exploding(timesteps, [.. sigmas, 0], config.TimestepSpacing);
    }

    private static (double[] Timesteps, double[] Sigmas) Exploding(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        var table = new SigmaTable(alphas);
        double[] timesteps = TimestepGrid.Continuous(config.TimestepSpacing, config.TrainTimesteps, run.InferenceSteps, config.StepsOffset);
        // The reference holds these in single precision before it interpolates.
        double[] sigmas = config.InterpolateLogLinear ? table.LogLinear(run.InferenceSteps + 1) : [.. timesteps.Select(t => table.At((float)t))];
        if (!config.UseKarrasSigmas)
            return (timesteps, sigmas);
        sigmas = SigmaTable.Karras(config.SigmaMin ?? sigmas[^1], config.SigmaMax ?? sigmas[0], run.InferenceSteps);
        return ([.. sigmas.Select(table.TimestepOf)], sigmas);
    }

    private static HeunNoiseScheduler BuildHeun(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        var (timesteps, sigmas) = Exploding(WithoutEulerFields(config), alphas, run);
        double[] perCall = HeunNoiseScheduler.PerCall(sigmas);
        return new(config, NoiseSchedule.Exploding(HeunNoiseScheduler.PerCall(timesteps), [.. perCall, 0], config.TimestepSpacing), run);
    }

    private static PndmNoiseScheduler BuildPndm(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        double[] steps = Whole(config, run);
        if (!config.SkipPrkSteps && steps.Length < PndmTimesteps.Order)
            throw new ArgumentException($"PNDM with its Runge-Kutta warm-up takes {PndmTimesteps.Order} inference steps or more.");
        double[] warmUp = config.SkipPrkSteps ? [] : PndmTimesteps.RungeKutta(steps, config.TrainTimesteps / run.InferenceSteps);
        double[] calls = config.SkipPrkSteps ? PndmTimesteps.Plms(steps) : [.. warmUp, .. steps[(PndmTimesteps.Order - 1)..]];
        return new(config, alphas, OverAlphas(config, alphas, calls), run, warmUp);
    }

    private static LcmNoiseScheduler BuildLcm(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        if (config.OriginalInferenceSteps > config.TrainTimesteps)
        {
            throw new ModelFormatException(
                config.File, $"original_inference_steps is {config.OriginalInferenceSteps}; expected at most num_train_timesteps = {config.TrainTimesteps}");
        }

        double[] timesteps = LcmNoiseScheduler.PickTimesteps(
            config.TrainTimesteps, config.OriginalInferenceSteps, run.InferenceSteps, run.DistillationStrength);
        if (timesteps.Length == 0)
            throw new ArgumentException($"LCM picks its steps from {config.OriginalInferenceSteps * run.DistillationStrength:0} distilled ones with this model.");
        return new(config, OverAlphas(config, alphas, timesteps), run);
    }

    private static DpmSolverNoiseScheduler BuildDpmSolver(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run)
    {
        int clipped = alphas.Cumulative.Count(alpha => NoiseLevel.FromCumulativeAlpha(alpha).Lambda < config.LambdaMinClipped);
        var schedule = Multistep(WithoutEulerFields(config), alphas, run, alphas.Count - clipped, endsAtKarrasMin: false);
        return new(config, schedule, run);
    }

    private static UniPcNoiseScheduler BuildUniPc(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run) =>
        new(config, Multistep(config, alphas, run, alphas.Count, endsAtKarrasMin: true), run);

    private static NoiseSchedule Multistep(NoiseSchedulerConfig config, AlphaTable alphas, NoiseSchedulerRun run, int usable, bool endsAtKarrasMin)
    {
        var table = new SigmaTable(alphas);
        double[] timesteps = TimestepGrid.Multistep(config.TimestepSpacing, config.TrainTimesteps, usable, run.InferenceSteps, config.StepsOffset);
        double[] sigmas = [.. timesteps.Select(table.At)];
        if (config.UseKarrasSigmas)
        {
            sigmas = SigmaTable.Karras(config.SigmaMin ?? table.Smallest, config.SigmaMax ?? table.Largest, run.InferenceSteps);
            timesteps = [.. sigmas.Select(sigma => Math.Round(table.TimestepOf(sigma)))];
        }

        double last = !config.EndAtSigmaMin ? 0 : config.UseKarrasSigmas && endsAtKarrasMin ? sigmas[^1] : table.Smallest;
        var schedule = NoiseSchedule.Preserving(timesteps, [.. sigmas, last]);
        for (int i = 1; i < timesteps.Length; i++)
        {
            if (schedule.Sigmas[i] >= schedule.Sigmas[i - 1])
                throw new ArgumentException("So many inference steps fall onto the same training timestep with this spacing.");
        }

        return schedule;
    }
}
