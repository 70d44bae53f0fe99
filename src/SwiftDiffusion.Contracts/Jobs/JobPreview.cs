namespace SwiftDiffusion.Contracts.Jobs;

/// <summary>A small picture of an unfinished image.</summary>
public sealed record JobPreview
{
    /// <param name="content">The encoded file, some kilobytes.</param>
    /// <param name="mediaType">Its media type, such as <c>image/jpeg</c>.</param>
    public JobPreview(ReadOnlyMemory<byte> content, string mediaType)
    {
        Content = Require.NotEmpty(content);
        MediaType = Require.Name(mediaType);
    }

    public ReadOnlyMemory<byte> Content { get; }

    public string MediaType { get; }
}
