using System.CommandLine;
using System.Globalization;

namespace SwiftDiffusion.Host.Commands;

/// <summary>A picture's size.</summary>
internal sealed record PixelSize(int Width, int Height);

/// <summary>The option that names a picture's size.</summary>
internal static class SizeOption
{
    public static Option<PixelSize?> Create() => new("--size")
    {
        Description = "Width and height in pixels; the model's own when absent",
        HelpName = "WxH",
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            string[] sides = text.Split('x', 'X');
            if (sides.Length == 2 && TryParseSide(sides[0], out int width) && TryParseSide(sides[1], out int height))
                return new PixelSize(width, height);
            result.AddError($"--size is '{text}'; expected WxH such as 512x768.");
            return null;
        },
    };

    private static bool TryParseSide(string text, out int side) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side > 0;
}
