using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Gateway;

namespace SwiftDiffusion.Host.Serving;

/// <summary>What the gateway wants to know of pictures, answered by the engine's image room; no device is needed.</summary>
internal sealed class PictureService : IPictureService
{
    public PictureAnswer<PictureSize> Measure(ReadOnlyMemory<byte> picture) => Answer(() =>
    {
        var (width, height) = ImageCodec.ReadSize(picture.Span, ImageLimits.Default);
        return new PictureSize(width, height);
    });

    public PictureAnswer<string?> ReadParameters(ReadOnlyMemory<byte> picture) => Answer(() => ImageCodec.ReadParameters(picture.Span));

    public PictureAnswer<byte[]> DrawEdges(ReadOnlyMemory<byte> picture, CannyThresholds thresholds, EdgeSize size) => Answer(() =>
    {
        var image = ImageCodec.Decode(picture.Span, ImageLimits.Default);
        var sized = size.Of(image.Width, image.Height);
        image = PictureBytes.Fit(image, sized.Width, sized.Height, size.Fit);
        return ImageCodec.Encode(CannyEdges.Detect(image, thresholds.Low, thresholds.High), ImageFormat.Png, 100, null);
    });

    private static PictureAnswer<T> Answer<T>(Func<T> read)
    {
        try
        {
            return new PictureAnswer<T>(read(), null);
        }
        catch (ImageFormatException e)
        {
            return new PictureAnswer<T>(default, e.Message);
        }
    }
}
