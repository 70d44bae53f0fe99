using System.Globalization;
using SwiftDiffusion.LoadGen.Charts;

namespace SwiftDiffusion.LoadGen.Reporting;

/// <summary>Figures as reports write them, with their unit.</summary>
internal static class Figures
{
    /// <summary>"850 ms" below ten seconds, "12.3 s" from there on.</summary>
    public static string Milliseconds(double value) => value < 10_000
        ? $"{Axis.Text(value)} ms"
        : string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.0} s");

    /// <summary>"12.5 %"</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    public static string PerSecond(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate:0.###} /s");

    public static string Whole(double count) => count.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>"Timed out" for TimedOut.</summary>
    public static string Words(Enum value) =>
        string.Concat(value.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
