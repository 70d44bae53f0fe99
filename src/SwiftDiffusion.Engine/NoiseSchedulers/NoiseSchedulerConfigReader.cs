using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>Field by field from scheduler_config.json to <see cref="NoiseSchedulerConfig"/>. Unknown fields are left alone, as diffusers does.</summary>
internal static class NoiseSchedulerConfigReader
{
    private const double Any = double.MaxValue;

    /// <summary>Lower end for what must be positive: a beta or range of 0 would divide by zero.</summary>
    private const double Tiny = 1e-9;

    private static readonly (string, PredictionType)[] PredictionTypes =
        [("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.VPrediction), ("sample", PredictionType.Sample)];

    private static readonly (string, TimestepSpacing)[] Spacings =
        [("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing), ("linspace", TimestepSpacing.Linspace)];

    private static readonly (string, BetaCurve)[] BetaCurves =
        [("linear", BetaCurve.Linear), ("scaled_linear", BetaCurve.ScaledLinear), ("squaredcos_cap_v2", BetaCurve.SquaredCosine)];

    private static readonly (string, SolverType?)[] SolverTypes =
        [("midpoint", SolverType.Midpoint), ("heun", SolverType.Heun), ("bh1", SolverType.Bh1), ("bh2", SolverType.Bh2)];

    // fixed_small_log draws with the same deviation as fixed_small: exp(log(variance) / 2) = sqrt(variance).
    private static readonly (string, VarianceType)[] VarianceTypes =
        [("fixed_small", VarianceType.FixedSmall), ("fixed_small_log", VarianceType.FixedSmall), ("fixed_large", VarianceType.FixedLarge)];

    public static NoiseSchedulerConfig Read(JsonElement json, string file)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException(file, $"holds a JSON {json.ValueKind}; expected an object of noise scheduler fields");
        var fields = new ConfigFields(json);
        var config = ReadSampling(fields, ReadTraining(fields, new() { File = file }));
        RefuseUnsupported(fields);
        if (!config.TrainedBetas.IsEmpty && config.TrainedBetas.Length != config.TrainTimesteps)
            fields.Report("trained_betas", $"{config.TrainedBetas.Length} numbers", $"num_train_timesteps = {config.TrainTimesteps} of them");
        if (fields.Problems.Count > 0)
            throw new ModelFormatException(file, string.Join("; ", fields.Problems));
        return config;
    }

    private static NoiseSchedulerConfig ReadTraining(ConfigFields fields, NoiseSchedulerConfig empty) => empty with
    {
        ClassName = fields.Text("_class_name"),
        Given = fields.Given(),
        TrainTimesteps = fields.Integer("num_train_timesteps", empty.TrainTimesteps, 1, 1_000_000),
        BetaStart = fields.Number("beta_start", empty.BetaStart, Tiny, 1),
        BetaEnd = fields.Number("beta_end", empty.BetaEnd, Tiny, 1),
        BetaCurve = fields.Choice("beta_schedule", empty.BetaCurve, BetaCurves),
        TrainedBetas = fields.Numbers("trained_betas", Tiny, 1),
        RescaleBetasZeroSnr = fields.Flag("rescale_betas_zero_snr", empty.RescaleBetasZeroSnr),
        PredictionType = fields.Choice("prediction_type", empty.PredictionType, PredictionTypes),
        VarianceType = fields.Choice("variance_type", empty.VarianceType, VarianceTypes),
        OriginalInferenceSteps = fields.Integer("original_inference_steps", empty.OriginalInferenceSteps, 1, 1_000_000),
        TimestepScaling = fields.Number("timestep_scaling", empty.TimestepScaling, Tiny, Any),
        SetAlphaToOne = fields.Flag("set_alpha_to_one", empty.SetAlphaToOne),
    };

    private static NoiseSchedulerConfig ReadSampling(ConfigFields fields, NoiseSchedulerConfig training) => training with
    {
        TimestepSpacing = fields.Choice("timestep_spacing", training.TimestepSpacing, Spacings),
        StepsOffset = fields.Integer("steps_offset", training.StepsOffset, 0, 1_000_000),
        ClipSample = fields.Flag("clip_sample", training.ClipSample),
        ClipSampleRange = fields.Number("clip_sample_range", training.ClipSampleRange, Tiny, Any),
        Thresholding = fields.Flag("thresholding", training.Thresholding),
        DynamicThresholdingRatio = fields.Number("dynamic_thresholding_ratio", training.DynamicThresholdingRatio, Tiny, 1),
        SampleMaxValue = fields.Number("sample_max_value", training.SampleMaxValue, Tiny, Any),
        UseKarrasSigmas = fields.Flag("use_karras_sigmas", training.UseKarrasSigmas),
        SigmaMin = fields.OptionalNumber("sigma_min", Tiny, Any),
        SigmaMax = fields.OptionalNumber("sigma_max", Tiny, Any),
        InterpolateLogLinear = fields.Choice("interpolation_type", training.InterpolateLogLinear, [("linear", false), ("log_linear", true)]),
        EndAtSigmaMin = fields.Choice("final_sigmas_type", training.EndAtSigmaMin, [("zero", false), ("sigma_min", true)]),
        LowerOrderFinal = fields.Flag("lower_order_final", training.LowerOrderFinal),
        EulerAtFinal = fields.Flag("euler_at_final", training.EulerAtFinal),
        SolverOrder = fields.Integer("solver_order", training.SolverOrder, 1, 3),
        SolverType = fields.Choice("solver_type", training.SolverType, SolverTypes),
        Stochastic = fields.Choice("algorithm_type", training.Stochastic, [("dpmsolver++", false), ("sde-dpmsolver++", true)]),
        LambdaMinClipped = fields.Number("lambda_min_clipped", training.LambdaMinClipped, double.NegativeInfinity, Any),
        DisableCorrector = [.. fields.Numbers("disable_corrector", 0, Any).Select(step => (int)step)],
        SkipPrkSteps = fields.Flag("skip_prk_steps", training.SkipPrkSteps),
    };

    /// <summary>Fields that would change the picture and are not implemented: refused unless they say "off".</summary>
    private static void RefuseUnsupported(ConfigFields fields)
    {
        foreach (string flag in (string[])["use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas", "use_lu_lambdas", "use_dynamic_shifting"])
            fields.Choice(flag, false, [("false", false)]);
        fields.Choice("predict_x0", true, [("true", true)]);
        fields.Choice("timestep_type", true, [("discrete", true)]);
        if (fields.Has("solver_p"))
            fields.Report("solver_p", "an object", "null");
    }
}
