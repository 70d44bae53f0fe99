namespace SwiftDiffusion.Contracts;

/// <summary>
/// Where a job's time went. Measured once, by the one who did the work; response headers, activities and histograms all show these figures.
/// </summary>
public sealed record GenerationTimings
{
    /// <summary>Waiting until a device took the job.</summary>
    public TimeSpan Queue { get; init; }

    /// <summary>Loading and attaching adapters, as far as the job had to wait for it.</summary>
    public TimeSpan Adapters { get; init; }

    /// <summary>Prompts to embeddings and pictures to control images.</summary>
    public TimeSpan Encode { get; init; }

    /// <summary>The denoising loop.</summary>
    public TimeSpan Denoise { get; init; }

    /// <summary>Latents to encoded image files.</summary>
    public TimeSpan Decode { get; init; }

    /// <summary>Every phase in the order it happens, under the name it has in headers and metrics.</summary>
    public IEnumerable<(string Name, TimeSpan Duration)> Phases() =>
        [("queue", Queue), ("adapters", Adapters), ("encode", Encode), ("denoise", Denoise), ("decode", Decode)];
}
