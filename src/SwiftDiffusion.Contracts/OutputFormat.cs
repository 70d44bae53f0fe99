namespace SwiftDiffusion.Contracts;

/// <summary>File format of the images a job returns.</summary>
public enum OutputFormat
{
    Png,
    Jpeg,
    WebP,
}
