using System.Collections.Concurrent;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Pictures;

/// <summary>
/// The pictures that requests carry, as base64 PNG, drawn once per size: outlines for ControlNets, a source picture and masks for edits.
/// </summary>
internal static class RequestPictures
{
    /// <summary>Sizes and mask ratios are few in a run, so nothing is ever dropped.</summary>
    private static readonly ConcurrentDictionary<(string What, ImageSize Size, int Detail), string> Drawn = new();

    private static readonly (byte, byte, byte, byte) White = (255, 255, 255, 255), Black = (0, 0, 0, 255), Clear = (0, 0, 0, 0);

    /// <summary>White outlines of a circle in a square, on black: edges as a ControlNet expects them.</summary>
    public static string Control(ImageSize size) => Draw("control", size, 0, (x, y) =>
    {
        double dx = (2.0 * x / size.Width) - 1, dy = (2.0 * y / size.Height) - 1;
        bool isCircle = Math.Abs(Math.Sqrt((dx * dx) + (dy * dy)) - 0.5) < 0.03;
        bool isSquare = Math.Abs(Math.Max(Math.Abs(dx), Math.Abs(dy)) - 0.75) < 0.03;
        return isCircle || isSquare ? White : Black;
    });

    /// <summary>A smooth picture to be edited.</summary>
    public static string Source(ImageSize size) => Draw("source", size, 0, (x, y) => ((byte)(255 * x / size.Width), (byte)(255 * y / size.Height), 128, 255));

    /// <summary>A mask for the OpenAI API: transparent where the picture is to be painted anew.</summary>
    public static string TransparentMask(ImageSize size, double ratio) => Mask("transparent", size, ratio, Clear, Black);

    /// <summary>A mask for the web UIs: white where the picture is to be painted anew.</summary>
    public static string WhiteMask(ImageSize size, double ratio) => Mask("white", size, ratio, White, Black);

    /// <summary>A rectangle in the middle with the given share of the area.</summary>
    private static string Mask(string what, ImageSize size, double ratio, (byte, byte, byte, byte) inside, (byte, byte, byte, byte) outside)
    {
        double side = Math.Sqrt(ratio);
        return Draw(what, size, (int)Math.Round(ratio * 1000), (x, y) => IsInside(x, size.Width, side) && IsInside(y, size.Height, side) ? inside : outside);
    }

    private static bool IsInside(int position, int length, double share) => Math.Abs((2 * (position + 0.5) / length) - 1) < share;

    private static string Draw(string what, ImageSize size, int detail, Func<int, int, (byte, byte, byte, byte)> pixel) =>
        Drawn.GetOrAdd((what, size, detail), key => Convert.ToBase64String(PngFile.Write(key.Size.Width, key.Size.Height, pixel)));
}
