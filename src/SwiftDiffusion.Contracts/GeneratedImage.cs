using System.Collections.Immutable;

namespace SwiftDiffusion.Contracts;

/// <summary>One finished picture.</summary>
public sealed record GeneratedImage
{
    /// <param name="content">The encoded file.</param>
    /// <param name="mediaType">Its media type, such as <c>image/png</c>.</param>
    /// <param name="seed">The seed that makes this very picture again.</param>
    /// <param name="infotext">Generation parameters in the web UIs' text form, as also embedded in the file.</param>
    /// <param name="attachedAt">For each adapter of the job the model calls made before it joined.</param>
    public GeneratedImage(ReadOnlyMemory<byte> content, string mediaType, long seed, string infotext, ImmutableArray<int> attachedAt = default)
    {
        Content = Require.NotEmpty(content);
        MediaType = Require.Name(mediaType);
        Seed = seed;
        Infotext = infotext;
        AttachedAt = Require.AttachSteps(attachedAt);
    }

    public ReadOnlyMemory<byte> Content { get; }

    public string MediaType { get; }

    public long Seed { get; }

    public string Infotext { get; }

    /// <summary>For each adapter of the job the model calls made before it joined; what <see cref="GenerationJob.AttachSteps"/> replays.</summary>
    public ImmutableArray<int> AttachedAt { get; }
}
