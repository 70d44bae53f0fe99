namespace SwiftDiffusion.Contracts;

/// <summary>One finished picture.</summary>
public sealed record GeneratedImage
{
    /// <param name="content">The encoded file.</param>
    /// <param name="mediaType">Its media type, such as <c>image/png</c>.</param>
    /// <param name="seed">The seed that makes this very picture again.</param>
    /// <param name="infotext">Generation parameters in the web UIs' text form, as also embedded in the file.</param>
    public GeneratedImage(ReadOnlyMemory<byte> content, string mediaType, long seed, string infotext)
    {
        Content = Require.NotEmpty(content);
        MediaType = Require.Name(mediaType);
        Seed = seed;
        Infotext = infotext;
    }

    public ReadOnlyMemory<byte> Content { get; }

    public string MediaType { get; }

    public long Seed { get; }

    public string Infotext { get; }
}
