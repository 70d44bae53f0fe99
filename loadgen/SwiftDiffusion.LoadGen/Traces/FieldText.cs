using System.Globalization;

namespace SwiftDiffusion.LoadGen.Traces;

/// <summary>Fields of one line of text, with the place for messages. An empty field counts as absent.</summary>
/// <param name="file">The file's name.</param>
/// <param name="line">Counted from 1.</param>
internal sealed class FieldText(string file, long line)
{
    // No thousands separators: "1,5" would be 15.
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The nearest tick; <see cref="TimeSpan.FromSeconds(double)"/> would cut.</summary>
    public static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    public TimeSpan Seconds(string name, string? text) =>
        Time(Number(name, text, 0, 1e9) ?? throw Problem($"{name} is missing; expected seconds from the beginning of the trace."));

    public double? Number(string name, string? text, double min, double max)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max
            ? value
            : throw Problem(string.Create(CultureInfo.InvariantCulture, $"{name} is \"{text}\"; expected a number from {min} to {max}."));
    }

    public long? Whole(string name, string? text, long min, long max)
    {
        // Spreadsheets and pandas write whole numbers with ".0".
        double? value = Number(name, text, min, max);
        return value is null || value == Math.Floor(value.Value) ? (long?)value : throw Problem($"{name} is \"{text}\"; expected a whole number.");
    }

    public ImageSize? Size(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return ImageSize.TryParse(text, out var size) ? size : throw Problem($"{name} is \"{text}\"; expected WIDTHxHEIGHT such as 512x512.");
    }

    public TraceFormatException Problem(string message, Exception? inner = null) => new(file, $"line {line}", message, inner);
}
