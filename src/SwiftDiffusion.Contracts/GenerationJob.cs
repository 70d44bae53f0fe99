using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts;

/// <summary>
/// Everything that decides which pictures are made, with no default left open. Same job, same model files, same pictures.
/// A value outside the stated bounds cannot be constructed.
/// </summary>
public sealed record GenerationJob
{
    /// <summary>Id of the model, as in <see cref="ModelInfo.Id"/>.</summary>
    public required string Model { get; init => field = Require.Name(value); }

    /// <summary>May be empty: a control image alone can steer.</summary>
    public required string Prompt { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); }

    /// <summary>What the picture should avoid; empty for nothing in particular.</summary>
    public string NegativePrompt { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = "";

    public PromptSyntax PromptSyntax { get; init; } = PromptSyntax.Plain;

    /// <summary>Pixels, a multiple of <see cref="JobLimits.SizeMultiple"/>.</summary>
    public required int Width { get; init => field = Require.PixelSize(value); }

    /// <summary>Pixels, a multiple of <see cref="JobLimits.SizeMultiple"/>.</summary>
    public required int Height { get; init => field = Require.PixelSize(value); }

    /// <summary>1..<see cref="JobLimits.MaxInferenceSteps"/>.</summary>
    public required int InferenceSteps { get; init => field = Require.InRange(value, 1, JobLimits.MaxInferenceSteps); }

    /// <summary>Weight of the prompt against the negative prompt; at 1 and below there is no guidance.</summary>
    public required double GuidanceScale { get; init => field = Require.InRange(value, 0, double.MaxValue); }

    /// <summary>0..1: how far the guided noise prediction is brought back to the spread of the conditional one.</summary>
    public double GuidanceRescale { get; init => field = Require.InRange(value, 0, 1); }

    /// <summary>Seed of the first image, 0..<see cref="JobLimits.MaxSeed"/>; image i has <see cref="SeedOf"/>(i).</summary>
    public required long Seed { get; init => field = Require.InRange(value, 0, JobLimits.MaxSeed); }

    /// <summary>Name of the noise scheduler; null for the model's own.</summary>
    public string? NoiseScheduler { get; init => field = value is null ? null : Require.Name(value); }

    /// <summary>Text-encoder layers left out, counted from the last; 0 uses all. Diffusers' meaning, one less than web UIs count.</summary>
    public int ClipSkip { get; init => field = Require.InRange(value, 0, JobLimits.MaxClipSkip); }

    /// <summary>Adapters to attach; none is an empty list.</summary>
    public ImmutableArray<LoraReference> Loras { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>When the adapters join.</summary>
    public AttachMode AttachMode { get; init; }

    /// <summary>For <see cref="AttachMode.Replay"/> the completed model calls at which the adapters join: one for all, or one for each. Else empty.</summary>
    public ImmutableArray<int> AttachSteps { get; init => field = Require.AttachSteps(value); } = [];

    /// <summary>ControlNet branches; their residuals add up. None is an empty list.</summary>
    public ImmutableArray<ControlNetReference> ControlNets { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Picture to start from; null for text to image.</summary>
    public JobSource? Source { get; init; }

    /// <summary>Images to make, 1..<see cref="JobLimits.MaxImages"/>.</summary>
    public int ImageCount { get; init => field = Require.InRange(value, 1, JobLimits.MaxImages); } = 1;

    public ImageOutput Output { get; init; } = ImageOutput.Png;

    /// <summary>Previews of each image, 0..<see cref="JobLimits.MaxPreviews"/>, spread evenly over its steps; each costs a decoding.</summary>
    public int PreviewCount { get; init => field = Require.InRange(value, 0, JobLimits.MaxPreviews); }

    /// <summary>Seed of the image at <paramref name="index"/>, so that any one of several can be made again alone.</summary>
    public long SeedOf(int index) => Seed + Require.InRange(index, 0, ImageCount - 1);
}
