using System.CommandLine;
using System.Globalization;
using System.Numerics;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>Options that parse their own values, and say what they expect when they are given something else.</summary>
internal static class ValueOption
{
    // No thousands separators: "1,5" would be 15.
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly (string Unit, double Seconds)[] TimeUnits = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
    private static readonly (string Unit, double Bytes)[] ByteUnits = [("GB/s", 1e9), ("MB/s", 1e6), ("kB/s", 1e3), ("B/s", 1)];

    public static Option<T> Number<T>(string name, string description, T standard, T min, T max)
        where T : struct, INumber<T> => Create(name, description, "N", standard, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"),
            text => T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null);

    /// <summary>"90s", "2m"; null without a default.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, TimeSpan? standard = null) =>
        Nullable(name, description, "TIME", standard, "a time such as 250ms, 90s, 2m or 1h", text => Scaled(text, TimeUnits) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>"100MB/s".</summary>
    public static Option<double?> Bandwidth(string name, string description) =>
        Nullable<double>(name, description, "RATE", null, "a bandwidth such as 100MB/s", text => Scaled(text, ByteUnits) is > 0 and var rate ? rate : null);

    /// <summary>"512x768".</summary>
    public static Option<ImageSize?> Size(string name, string description) =>
        Nullable<ImageSize>(name, description, "WxH", null, "WxH such as 512x768", text => ImageSize.TryParse(text, out var size) ? size : null);

    /// <summary>One word of several.</summary>
    public static Option<T> Word<T>(string name, string description, T standard, params IReadOnlyList<(string Word, T Value)> words)
        where T : struct => Create(name, description, string.Join('|', words.Select(word => word.Word)), standard, string.Join(", ", words.Select(word => word.Word)),
            text => words.Where(word => word.Word == text).Select(word => (T?)word.Value).FirstOrDefault());

    private static Option<T> Create<T>(string name, string description, string helpName, T standard, string expected, Func<string, T?> parse)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => standard,
            CustomParser = result => Parse(result, name, expected, parse) ?? standard,
        };

    private static Option<T?> Nullable<T>(string name, string description, string helpName, T? standard, string expected, Func<string, T?> parse)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => standard,
            CustomParser = result => Parse(result, name, expected, parse),
        };

    private static T? Parse<T>(System.CommandLine.Parsing.ArgumentResult result, string name, string expected, Func<string, T?> parse)
        where T : struct
    {
        string text = result.Tokens[^1].Value;
        var value = parse(text);
        if (value is null)
            result.AddError($"{name} is '{text}'; expected {expected}.");
        return value;
    }

    private static double? Scaled(string text, (string Unit, double Factor)[] units)
    {
        var (unit, factor) = units.FirstOrDefault(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        return unit is not null && double.TryParse(text.AsSpan(0, text.Length - unit.Length), Styles, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1e12
            ? value * factor
            : null;
    }
}
