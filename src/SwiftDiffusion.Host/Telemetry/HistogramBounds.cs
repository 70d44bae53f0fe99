using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace SwiftDiffusion.Host.Telemetry;

/// <summary>Where the buckets of our histograms end, by unit. The library's own bounds suit milliseconds: every duration in seconds would fall into the first.</summary>
internal static class HistogramBounds
{
    /// <summary>From a step of a small model on a GPU to a request's time limit, about 2.5 times from one to the next.</summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60, 150, 600];

    /// <summary>Rows of a step, calls before an adapter joined.</summary>
    private static readonly double[] Counts = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

    /// <summary>Null for what is no histogram.</summary>
    public static MetricStreamConfiguration? Of(Instrument instrument)
    {
        var kind = instrument.GetType();
        if (!kind.IsGenericType || kind.GetGenericTypeDefinition() != typeof(Histogram<>))
            return null;
        return new ExplicitBucketHistogramConfiguration { Boundaries = instrument.Unit == "s" ? Seconds : Counts };
    }
}
