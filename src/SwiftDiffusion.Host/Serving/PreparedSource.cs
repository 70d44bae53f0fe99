using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Serving;

/// <summary>A job's source picture in the engine's form.</summary>
/// <param name="image">What the engine starts from.</param>
/// <param name="finish">Puts back what the mask keeps.</param>
internal sealed class PreparedSource(SourceImage image, Func<PixelImage, PixelImage> finish)
{
    public SourceImage Image => image;

    /// <summary>The picture the client gets of the one that was generated.</summary>
    public PixelImage Finish(PixelImage generated) => finish(generated);
}
