namespace SwiftDiffusion.Contracts;

/// <summary>How a finished picture becomes a file.</summary>
public sealed record ImageOutput
{
    /// <summary>PNG, the default of every API.</summary>
    public static ImageOutput Png { get; } = new(OutputFormat.Png, 100);

    /// <param name="format">File format.</param>
    /// <param name="compression">0..100 with OpenAI's meaning of <c>output_compression</c>: the encoder's quality, 100 loses least.</param>
    public ImageOutput(OutputFormat format, int compression)
    {
        Format = format;
        Compression = Require.InRange(compression, 0, 100);
    }

    public OutputFormat Format { get; }

    /// <summary>Quality 0..100 for JPEG and WebP; PNG is lossless and has no use for it.</summary>
    public int Compression { get; }

    /// <summary>Media type of the file.</summary>
    public string MediaType => Format switch
    {
        OutputFormat.Png => "image/png",
        OutputFormat.Jpeg => "image/jpeg",
        OutputFormat.WebP => "image/webp",
        _ => throw new InvalidOperationException($"No media type for {Format}."),
    };
}
