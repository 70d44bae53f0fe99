using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>The words for output formats, in requests and answers.</summary>
internal static class OutputFormatNames
{
    public static readonly (string Word, OutputFormat Meaning)[] All =
        [("png", OutputFormat.Png), ("jpeg", OutputFormat.Jpeg), ("webp", OutputFormat.WebP)];

    public static string Of(OutputFormat format) => All.Single(name => name.Meaning == format).Word;
}
