using System.CommandLine;
using SwiftDiffusion.LoadGen.Replay;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Commands;

/// <summary>The options that say how a trace is replayed.</summary>
internal sealed class ReplayOptionSet
{
    private readonly Option<double> _timeScale = ValueOption.Number("--time-scale", "Play the trace this many times as fast", 1.0, 1e-6, 1e6);
    private readonly Option<bool> _emulated = new("--emulated")
    {
        Description = "The server's devices are emulated at the same time scale (serve --time-scale): latencies, objectives, timeouts and the delays of stub adapters are in the trace's time",
    };
    private readonly Option<double> _rateScale = ValueOption.Number("--rate-scale", "Send this many requests for each of the trace, in the same time", 1.0, 1e-6, 1e4);
    private readonly Option<TimeSpan?> _warmUp = ValueOption.Duration("--warm-up", "Send the requests of this first part without counting them", TimeSpan.Zero);
    private readonly Option<double> _cancelRate = ValueOption.Number("--cancel-rate", "Share of requests to take back, 0 to 1", 0.0, 0, 1);
    private readonly Option<TimeSpan?> _cancelAfter = ValueOption.Duration("--cancel-after", "Mean time after which they are taken back", TimeSpan.FromSeconds(2));
    private readonly Option<TimeSpan?> _timeout = ValueOption.Duration("--timeout", "Longest wait for an answer", TimeSpan.FromMinutes(5));
    private readonly Option<TimeSpan?> _objective = ValueOption.Duration("--slo", "Service-level objective of requests whose trace states none");
    private readonly Option<ImageSize?> _size = ValueOption.Size("--size", "Size of pictures whose trace states none; the server's own when absent");
    private readonly Option<int> _steps = ValueOption.Number("--steps", "Steps of requests whose trace states none; 0 leaves it to the server", 0, 0, 1000);
    private readonly Option<TimeSpan?> _maxLag = ValueOption.Duration(
        "--max-lag", "Send lag (99th percentile) above which the run is invalid, unless it is small beside the latency", TimeSpan.FromMilliseconds(50));
    private readonly Option<int> _maxOpen = ValueOption.Number("--max-open", "Do not send more requests than this at once; reaching it makes the run invalid", 10_000, 1, 1_000_000);

    public IEnumerable<Option> Options => [_timeScale, _emulated, _rateScale, _warmUp, _cancelRate, _cancelAfter, _timeout, _objective, _size, _steps, _maxLag, _maxOpen];

    public RunOptions Read(ParseResult parsed, TimeSpan? duration, long seed) => new()
    {
        Seed = seed,
        TimeScale = parsed.GetValue(_timeScale),
        IsEmulated = parsed.GetValue(_emulated),
        RateScale = parsed.GetValue(_rateScale),
        Duration = duration ?? TimeSpan.MaxValue,
        WarmUp = parsed.GetValue(_warmUp)!.Value,
        CancelRate = parsed.GetValue(_cancelRate),
        CancelAfter = parsed.GetValue(_cancelAfter)!.Value,
        Timeout = parsed.GetValue(_timeout)!.Value,
        ServiceLevelObjective = parsed.GetValue(_objective),
        Size = parsed.GetValue(_size),
        Steps = parsed.GetValue(_steps) is > 0 and var steps ? steps : null,
        MaxLag = parsed.GetValue(_maxLag)!.Value,
        MaxOpen = parsed.GetValue(_maxOpen),
    };
}
