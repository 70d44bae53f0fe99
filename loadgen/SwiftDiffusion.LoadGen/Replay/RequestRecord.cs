using System.Text.Json.Serialization;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>
/// What became of one request; one line of <c>requests.jsonl</c>. Times are measured from the scheduled instant, not from the sending: a generator that
/// waits with a slow server would otherwise hide the waiting (coordinated omission).
/// </summary>
internal sealed record RequestRecord
{
    /// <summary>Position in the plan, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Scheduled instant, seconds from the beginning of the run.</summary>
    public required double ScheduledS { get; init; }

    /// <summary>Scheduled instant to sending: the generator's own lateness.</summary>
    public required double LagMs { get; init; }

    /// <summary>Scheduled instant to the last byte of the answer.</summary>
    public required double LatencyMs { get; init; }

    public required Outcome Outcome { get; init; }

    public int? Status { get; init; }

    public string? Error { get; init; }

    /// <summary>The server's own account, milliseconds by phase.</summary>
    public IReadOnlyDictionary<string, double> PhasesMs { get; init; } = new Dictionary<string, double>();

    public Warmth Warmth { get; init; }

    public double? SloMs { get; init; }

    [JsonPropertyName("warm_up")]
    public bool IsWarmUp { get; init; }

    public string? Service { get; init; }

    public string? Instance { get; init; }

    public string? Key { get; init; }

    [JsonPropertyName("controlnets")]
    public IReadOnlyList<string> ControlNets { get; init; } = [];

    public IReadOnlyList<string> Loras { get; init; } = [];

    public int Images { get; init; } = 1;

    public long? Seed { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Length of the answer's body.</summary>
    public long Bytes { get; init; }

    [JsonIgnore]
    public double EndS => ScheduledS + (LatencyMs / 1000);

    /// <summary>Whether it gave its pictures within its service-level objective; without one, whether it gave them.</summary>
    [JsonIgnore]
    public bool IsGood => Outcome == Outcome.Completed && (SloMs is null || LatencyMs <= SloMs);

    /// <summary>The same with the server's account, which is in real time, in the time of its emulated devices.</summary>
    public RequestRecord WithPhasesTimes(double scale) => this with { PhasesMs = PhasesMs.ToDictionary(phase => phase.Key, phase => phase.Value * scale) };

    public static RequestRecord Of(PlannedRequest planned, TimeSpan lag, TimeSpan latency, Answer answer) => new()
    {
        Index = planned.Index,
        ScheduledS = planned.At.TotalSeconds,
        LagMs = lag.TotalMilliseconds,
        LatencyMs = latency.TotalMilliseconds,
        Outcome = answer.Outcome,
        Status = answer.Status,
        Error = answer.Error,
        PhasesMs = answer.PhasesMs,
        Warmth = planned.Warmth,
        SloMs = planned.Request.ServiceLevelObjective?.TotalMilliseconds,
        IsWarmUp = planned.IsWarmUp,
        Service = planned.Request.Service,
        Instance = planned.Request.Instance,
        Key = planned.Request.Key,
        ControlNets = planned.Request.ControlNets,
        Loras = [.. planned.Request.Loras.Select(lora => lora.Name)],
        Images = planned.Request.Images,
        Seed = planned.Request.Seed,
        RequestId = answer.RequestId,
        Bytes = answer.Bytes,
    };
}
