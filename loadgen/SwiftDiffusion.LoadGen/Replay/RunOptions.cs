using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>How a trace is replayed.</summary>
internal sealed record RunOptions
{
    /// <summary>Decides copies, left-out requests, missing seeds and prompts, and cancellations.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>2 plays the trace in half the time.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Whether the server's devices are emulated at the same time scale, so that everything measured and waited is in the trace's time.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>2 sends every request twice, 0.5 every other one; the duration stays.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Only this much of the trace, counted before the time scale.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.MaxValue;

    /// <summary>Requests of this first part of the run are sent but not counted.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>0..1: share of requests that the generator takes back.</summary>
    public double CancelRate { get; init; }

    /// <summary>Mean time after which it does; exponential.</summary>
    public TimeSpan CancelAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for an answer, from the sending.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For requests whose trace states none.</summary>
    public TimeSpan? ServiceLevelObjective { get; init; }

    /// <summary>For requests whose trace states none; null leaves it to the server.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>For requests whose trace states none; null leaves it to the server.</summary>
    public int? Steps { get; init; }

    /// <summary>A run whose 99th percentile of send lag is greater is invalid, unless the lag is small beside the latency.</summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>More open requests than this are not sent, and make the run invalid.</summary>
    public int MaxOpen { get; init; } = 10_000;
}
