using System.Collections.Immutable;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Denoising;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Engine.Prompts;

namespace SwiftDiffusion.Engine.Generation;

/// <summary>One image to make. Sizes and ranges are checked by whoever takes requests in; <see cref="ImageEngine"/> refuses what a model cannot do.</summary>
public sealed record ImageRequest
{
    public required string Prompt { get; init; }

    /// <summary>What to steer away from; null encodes as the model wants an absent one.</summary>
    public string? NegativePrompt { get; init; }

    public PromptOptions PromptOptions { get; init; } = new(PromptSyntax.Plain, LongPrompts.Chunk);

    /// <summary>Pixels, a multiple of 8.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, a multiple of 8.</summary>
    public required int Height { get; init; }

    public required int InferenceSteps { get; init; }

    /// <summary>Classifier-free guidance; 1 or less turns it off and halves the work.</summary>
    public required float GuidanceScale { get; init; }

    /// <summary>0 to 1; how far the guided prediction's spread is brought back to the conditional one's.</summary>
    public float GuidanceRescale { get; init; }

    /// <summary>Which residuals of its ControlNets serve a step; null for the engine's choice.</summary>
    public BranchMode? BranchMode { get; init; }

    /// <summary>A preview after every so many steps; 0 for none.</summary>
    public int PreviewEvery { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Random numbers to use instead of the seed's, to repeat another program's pictures; null for the seed's.</summary>
    public INoiseSource? Noise { get; init; }

    /// <summary>A name of <see cref="NoiseSchedulerCatalog.Names"/>, or null for the model's own.</summary>
    public string? NoiseScheduler { get; init; }

    /// <summary>DDIM's share of fresh noise, 0 to 1.</summary>
    public double Eta { get; init; }

    /// <summary>Layers of the text encoder left out at the end, 0 for none.</summary>
    public int ClipSkip { get; init; }

    public ImmutableArray<AdapterUse> Adapters { get; init; } = [];

    /// <summary>Whether the request may start before its adapters are loaded.</summary>
    public AdapterTiming AdapterTiming { get; init; } = AdapterTiming.Exact;

    /// <summary>Told how far adapters are that have to be fetched, on the fetching thread; or null.</summary>
    public IProgress<AdapterProgress>? AdapterProgress { get; init; }

    public ImmutableArray<ControlUse> Controls { get; init; } = [];

    /// <summary>Picture to start from, or null for text to image.</summary>
    public SourceImage? Source { get; init; }

    /// <summary>SDXL: sizes to imitate; null for the request's own size, uncropped.</summary>
    public SizeConditions? SizeConditions { get; init; }

    /// <summary>Whether both a conditional and an unconditional row are computed.</summary>
    public bool IsGuided => GuidanceScale > 1;
}

/// <summary>An adapter of a request.</summary>
/// <param name="Name">What it is called in the picture's parameters and in failures.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Scale">Strength; 1 as trained.</param>
public sealed record AdapterUse(string Name, AdapterSource Source, float Scale)
{
    /// <summary>A file of this machine under its own name.</summary>
    public AdapterUse(string path, float scale)
        : this(new AdapterSource.LocalFile(path), scale)
    {
    }

    /// <summary>A source under its own name.</summary>
    public AdapterUse(AdapterSource source, float scale)
        : this(source.DefaultName, source, scale)
    {
    }
}

/// <summary>A ControlNet of a request.</summary>
/// <param name="Folder">ControlNet folder.</param>
/// <param name="Image">Control image; resized to the request's size where it differs.</param>
/// <param name="ConditioningScale">Strength of its residuals.</param>
/// <param name="Start">Part of the run before which it is idle, 0 to 1.</param>
/// <param name="End">Part of the run after which it is idle, 0 to 1.</param>
public sealed record ControlUse(string Folder, PixelImage Image, float ConditioningScale = 1, float Start = 0, float End = 1);

/// <summary>The picture that image-to-image starts from.</summary>
/// <param name="Image">Resized to the request's size where it differs.</param>
/// <param name="Strength">0 keeps it, 1 starts from pure noise; double, because steps · strength is rounded down to whole steps.</param>
/// <param name="Mask">Where to repaint (1); null for all of it.</param>
public sealed record SourceImage(PixelImage Image, double Strength, Mask? Mask = null);
