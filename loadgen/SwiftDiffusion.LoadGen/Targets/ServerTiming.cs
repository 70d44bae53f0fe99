using System.Globalization;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>Reads the <c>Server-Timing</c> header (W3C): <c>queue;dur=12.5, denoise;dur=800</c>.</summary>
internal static class ServerTiming
{
    /// <summary>Milliseconds by name; entries without a duration are left out.</summary>
    public static IReadOnlyDictionary<string, double> Parse(string? header)
    {
        var phases = new Dictionary<string, double>();
        foreach (string entry in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = entry.Split(';', StringSplitOptions.TrimEntries);
            string? duration = parts.Skip(1).FirstOrDefault(part => part.StartsWith("dur=", StringComparison.OrdinalIgnoreCase));
            if (duration is not null && double.TryParse(duration.AsSpan("dur=".Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds))
                phases[parts[0]] = milliseconds;
        }

        return phases;
    }
}
