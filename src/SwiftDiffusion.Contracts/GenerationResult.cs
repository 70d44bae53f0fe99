using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts;

/// <summary>What a job that went well returns.</summary>
public sealed record GenerationResult
{
    /// <param name="images">At least one, in the order of their seeds.</param>
    /// <param name="timings">Where the time went.</param>
    public GenerationResult(ImmutableArray<GeneratedImage> images, GenerationTimings timings)
    {
        Images = images.IsDefaultOrEmpty ? throw new ArgumentException("A result holds at least one image.", nameof(images)) : images;
        Timings = timings;
    }

    public ImmutableArray<GeneratedImage> Images { get; }

    public GenerationTimings Timings { get; }
}
