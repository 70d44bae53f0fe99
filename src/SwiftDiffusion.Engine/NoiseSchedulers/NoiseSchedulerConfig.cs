using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// A bundle's scheduler_config.json, parsed: how the model was trained (betas, prediction type) and how its author sampled it. The same
/// record serves any noise scheduler; <see cref="For"/> puts a class's own defaults where the file is silent.
/// </summary>
public sealed record NoiseSchedulerConfig
{
    /// <summary>The file, for error messages.</summary>
    public required string File { get; init; }

    /// <summary>The bundle's own default noise scheduler (<c>_class_name</c>); null when the file does not say.</summary>
    public string? ClassName { get; init; }

    /// <summary>JSON names the file gave a value: those a class default must not replace.</summary>
    public FrozenSet<string> Given { get; init; } = [];

    public int TrainTimesteps { get; init; } = 1000;

    public double BetaStart { get; init; }

    public double BetaEnd { get; init; }

    public BetaCurve BetaCurve { get; init; }

    /// <summary>Betas given one by one; empty when a curve defines them.</summary>
    public ImmutableArray<float> TrainedBetas { get; init; } = [];

    public bool RescaleBetasZeroSnr { get; init; }

    public PredictionType PredictionType { get; init; }

    public TimestepSpacing TimestepSpacing { get; init; }

    public int StepsOffset { get; init; }

    /// <summary>Whether the step after timestep 0 lands on a noiseless sample, rather than on timestep 0's own noise level.</summary>
    public bool SetAlphaToOne { get; init; }

    public bool ClipSample { get; init; }

    public double ClipSampleRange { get; init; } = 1;

    /// <summary>Dynamic thresholding of the predicted original (Saharia et al., 2022, arXiv:2205.11487, section 2.3).</summary>
    public bool Thresholding { get; init; }

    public double DynamicThresholdingRatio { get; init; } = 0.995;

    public double SampleMaxValue { get; init; } = 1;

    public bool UseKarrasSigmas { get; init; }

    /// <summary>Ends of the Karras ramp where the class has them; null: the schedule's own.</summary>
    public double? SigmaMin { get; init; }

    public double? SigmaMax { get; init; }

    /// <summary>Euler only: sigmas evenly spaced in their logarithm instead of interpolated at the timesteps.</summary>
    public bool InterpolateLogLinear { get; init; }

    /// <summary>Whether the last step of a multistep solver stops at the training schedule's smallest sigma instead of 0.</summary>
    public bool EndAtSigmaMin { get; init; }

    public bool LowerOrderFinal { get; init; } = true;

    public bool EulerAtFinal { get; init; }

    public int SolverOrder { get; init; } = 2;

    /// <summary>Null when the file does not say: midpoint for DPM-Solver++, bh2 for UniPC.</summary>
    public SolverType? SolverType { get; init; }

    /// <summary>DPM-Solver++ as a stochastic solver (<c>sde-dpmsolver++</c>).</summary>
    public bool Stochastic { get; init; }

    public double LambdaMinClipped { get; init; } = double.NegativeInfinity;

    /// <summary>UniPC steps after which no correction is made.</summary>
    public ImmutableArray<int> DisableCorrector { get; init; } = [];

    public VarianceType VarianceType { get; init; }

    public bool SkipPrkSteps { get; init; }

    public int OriginalInferenceSteps { get; init; } = 50;

    public double TimestepScaling { get; init; } = 10;

    /// <summary>Reads and checks a scheduler_config.json.</summary>
    /// <exception cref="ModelFormatException">Unreadable file or unusable fields; all of them are named.</exception>
    public static NoiseSchedulerConfig Load(string file)
    {
        try
        {
            using var json = PythonJson.Parse(System.IO.File.ReadAllText(file));
            return Parse(json.RootElement, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ModelFormatException(file, $"cannot be read as JSON: {e.Message}", e);
        }
    }

    /// <summary>Checks a configuration that is already JSON.</summary>
    /// <param name="json">The object, as <see cref="PythonJson"/> parses it.</param>
    /// <param name="file">Name for error messages.</param>
    /// <exception cref="ModelFormatException">Unusable fields; all of them are named.</exception>
    public static NoiseSchedulerConfig Parse(JsonElement json, string file) => NoiseSchedulerConfigReader.Read(json, file);

    /// <summary>This configuration as a class sees it: the class's defaults where the file is silent.</summary>
    public NoiseSchedulerConfig For(NoiseSchedulerKind kind)
    {
        var defaults = NoiseSchedulerClass.Of(kind);
        return this with
        {
            BetaStart = Given.Contains("beta_start") ? BetaStart : defaults.BetaStart,
            BetaEnd = Given.Contains("beta_end") ? BetaEnd : defaults.BetaEnd,
            BetaCurve = Given.Contains("beta_schedule") ? BetaCurve : defaults.BetaCurve,
            TimestepSpacing = Given.Contains("timestep_spacing") ? TimestepSpacing : defaults.TimestepSpacing,
            ClipSample = Given.Contains("clip_sample") ? ClipSample : defaults.ClipSample,
            SetAlphaToOne = Given.Contains("set_alpha_to_one") ? SetAlphaToOne : defaults.SetAlphaToOne,
        };
    }
}
