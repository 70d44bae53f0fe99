using System.Globalization;

namespace SwiftDiffusion.Host.Output;

/// <summary>Numbers as people read them, with their unit.</summary>
internal static class Figures
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>"23.9 MB", in powers of 1000 as model hubs count.</summary>
    public static string Bytes(long count)
    {
        double value = count;
        int unit = 0;
        for (; value >= 1000 && unit < ByteUnits.Length - 1; unit++)
            value /= 1000;
        return unit == 0 ? $"{count} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {ByteUnits[unit]}");
    }

    /// <summary>"859.52 M", or "96.3 k" below a tenth of a million.</summary>
    public static string Count(long count) => count switch
    {
        < 1000 => $"{count}",
        < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.00} M"),
    };

    /// <summary>"12.3 ms" below a second, "1.43 s" from there on.</summary>
    public static string Duration(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.00} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s");

    /// <summary>"12.5 %"</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>"a, b, c", or a dash for none.</summary>
    public static string List<T>(IEnumerable<T> values)
    {
        string text = string.Join(", ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
        return text.Length == 0 ? "-" : text;
    }
}
