using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway;

/// <summary>At which size edges are drawn.</summary>
public sealed record EdgeSize
{
    private readonly PictureSize? _exact;
    private readonly int? _shorterSide;

    private EdgeSize(PictureSize? exact, int? shorterSide, PictureFit fit) => (_exact, _shorterSide, Fit) = (exact, shorterSide, fit);

    /// <summary>How the picture is brought to an exact size.</summary>
    public PictureFit Fit { get; }

    /// <summary>As a job of that size draws them.</summary>
    public static EdgeSize Exactly(int width, int height, PictureFit fit) => new(new PictureSize(width, height), null, fit);

    /// <summary>In the picture's own proportions.</summary>
    public static EdgeSize ShorterSide(int pixels) => new(null, pixels, PictureFit.Stretch);

    /// <summary>The size for a picture of that size.</summary>
    public PictureSize Of(int width, int height)
    {
        if (_exact is { } exact)
            return exact;
        double scale = (double)_shorterSide!.Value / Math.Min(width, height);
        return new PictureSize(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}
