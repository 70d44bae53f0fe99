using System.Globalization;
using System.Text.RegularExpressions;

namespace SwiftDiffusion.Host.Planning;

/// <summary>A service-level objective: that share of requests is completed within that time.</summary>
/// <param name="Share">0..1.</param>
/// <param name="Latency">From the arrival to the last byte.</param>
internal sealed partial record LatencyObjective(double Share, TimeSpan Latency)
{
    /// <summary>Reads "P95=2s"; null for anything else.</summary>
    public static LatencyObjective? TryParse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            return null;
        double percent = double.Parse(match.Groups["percent"].ValueSpan, CultureInfo.InvariantCulture), amount = double.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture);
        double seconds = amount * match.Groups["unit"].Value switch { "ms" => 1e-3, "m" => 60, _ => 1 };
        return percent is > 0 and <= 100 && seconds is > 0 and <= 86_400 ? new LatencyObjective(percent / 100, TimeSpan.FromSeconds(seconds)) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"P{Share * 100:0.###}={Latency.TotalSeconds:0.###}s");

    [GeneratedRegex(@"^[Pp](?<percent>\d{1,3}(\.\d{1,3})?)=(?<amount>\d{1,7}(\.\d{1,6})?)(?<unit>ms|s|m)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
