using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts;

/// <summary>What a served model offers: the defaults a request inherits and the add-ons it may name.</summary>
public sealed record ModelInfo
{
    /// <summary>The name requests use.</summary>
    public required string Id { get; init => field = Require.Name(value); }

    /// <summary>When the model's files were made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Architecture family, such as <c>sd1</c>, <c>sd2</c>, <c>sdxl</c>.</summary>
    public required string Kind { get; init => field = Require.Name(value); }

    /// <summary>Pixels, a multiple of <see cref="JobLimits.SizeMultiple"/>.</summary>
    public required int DefaultWidth { get; init => field = Require.PixelSize(value); }

    /// <summary>Pixels, a multiple of <see cref="JobLimits.SizeMultiple"/>.</summary>
    public required int DefaultHeight { get; init => field = Require.PixelSize(value); }

    /// <summary>1..<see cref="JobLimits.MaxInferenceSteps"/>.</summary>
    public required int DefaultInferenceSteps { get; init => field = Require.InRange(value, 1, JobLimits.MaxInferenceSteps); }

    /// <summary>Guidance scale of a request that names none.</summary>
    public required double DefaultGuidanceScale { get; init => field = Require.InRange(value, 0, double.MaxValue); }

    /// <summary>The noise scheduler of a job that names none; one of <see cref="NoiseSchedulers"/>.</summary>
    public required string DefaultNoiseScheduler { get; init => field = Require.Name(value); }

    /// <summary>Names of the noise schedulers a request may choose.</summary>
    public required ImmutableArray<string> NoiseSchedulers { get; init => field = value.IsDefault ? [] : value; }

    /// <summary>Names of the LoRAs that fit this model.</summary>
    public ImmutableArray<string> Loras { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Names of the ControlNets that fit this model.</summary>
    public ImmutableArray<string> ControlNets { get; init => field = value.IsDefault ? [] : value; } = [];
}
