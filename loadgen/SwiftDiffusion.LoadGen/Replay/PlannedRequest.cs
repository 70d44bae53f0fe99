using System.Text.Json.Serialization;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Replay;

/// <summary>Whether a request's add-ons have been asked for before in this run.</summary>
internal enum Warmth
{
    /// <summary>It names none.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>All of them were asked for before.</summary>
    [JsonStringEnumMemberName("warm")]
    Warm,

    /// <summary>At least one is asked for the first time.</summary>
    [JsonStringEnumMemberName("cold")]
    Cold,
}

/// <summary>A request with its place in the run.</summary>
/// <param name="Index">Position in the plan, from 0.</param>
/// <param name="At">When it is to be sent, from the beginning of the run.</param>
/// <param name="Request">Complete: prompt, seed, names the server knows.</param>
/// <param name="IsWarmUp">Whether it is sent without being counted.</param>
/// <param name="CancelAfter">When the generator takes it back, from the sending; null for never.</param>
/// <param name="Warmth">Whether its add-ons were asked for before.</param>
internal sealed record PlannedRequest(int Index, TimeSpan At, TraceRequest Request, bool IsWarmUp, TimeSpan? CancelAfter, Warmth Warmth);
