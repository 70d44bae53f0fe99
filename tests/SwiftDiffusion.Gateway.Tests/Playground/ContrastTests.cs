using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.Gateway.Tests.Playground;

/// <summary>Contrast of the pages' colours by WCAG 2.2: text 4.5 (1.4.3), edges of controls and parts of pictures 3 (1.4.11).</summary>
public sealed partial class ContrastTests
{
    private const double Text = 4.5, Shape = 3;

    private static Dictionary<string, (string Light, string Dark)> Colours { get; } = Read();

    [Theory]
    [InlineData("ink", "page", Text)]
    [InlineData("ink", "panel", Text)]
    [InlineData("ink", "stage", Text)]
    [InlineData("ink", "hover", Text)]
    [InlineData("ink", "danger-tint", Text)]
    [InlineData("muted", "page", Text)]
    [InlineData("muted", "panel", Text)]
    [InlineData("muted", "stage", Text)]
    [InlineData("muted", "hover", Text)]
    [InlineData("muted", "danger-tint", Text)]
    [InlineData("accent", "panel", Text)]
    [InlineData("accent", "page", Text)]
    [InlineData("accent", "tint", Text)]
    [InlineData("on-accent", "accent", Text)]
    [InlineData("danger", "panel", Text)]
    [InlineData("danger", "danger-tint", Text)]
    [InlineData("edge", "panel", Shape)]
    [InlineData("edge", "page", Shape)]
    [InlineData("accent", "line", Shape)]
    [InlineData("accent", "stage", Shape)]
    public void Colours_can_be_told_apart(string colour, string on, double ratio)
    {
        var (front, back) = (Colours[colour], Colours[on]);
        Assert.True(Ratio(front.Light, back.Light) >= ratio, $"light: {colour} on {on} has {Ratio(front.Light, back.Light):0.00}, wanted {ratio}");
        Assert.True(Ratio(front.Dark, back.Dark) >= ratio, $"dark: {colour} on {on} has {Ratio(front.Dark, back.Dark):0.00}, wanted {ratio}");
    }

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void The_ratio_is_that_of_the_guidelines(string colour, string on, double ratio) => Assert.Equal(ratio, Ratio(colour, on), 0.005);

    /// <summary>(L1 + 0.05) / (L2 + 0.05), the lighter one above.</summary>
    private static double Ratio(string a, string b)
    {
        var (la, lb) = (Luminance(a), Luminance(b));
        return (Math.Max(la, lb) + 0.05) / (Math.Min(la, lb) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] linear = [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static Dictionary<string, (string Light, string Dark)> Read()
    {
        string css = Encoding.UTF8.GetString(PageFiles.Load().Find("style.css")!.Content);
        return Property().Matches(css).ToDictionary(match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value));
    }

    [GeneratedRegex(@"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")]
    private static partial Regex Property();
}
