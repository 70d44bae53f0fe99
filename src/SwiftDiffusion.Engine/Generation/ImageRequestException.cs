namespace SwiftDiffusion.Engine.Generation;

/// <summary>A request that this model cannot fulfil; the message says why and what would do.</summary>
/// <param name="message">Why, and what would do.</param>
/// <param name="property">Name of the property of <see cref="ImageRequest"/> that is to blame, where it is one.</param>
public sealed class ImageRequestException(string message, string? property = null) : Exception(message)
{
    public string? Property => property;
}
