using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SwiftDiffusion.Fleet.Tests.Clients;

/// <summary>One event of a job's stream.</summary>
/// <param name="Sequence">Its id; null for what only tells the place in line anew.</param>
/// <param name="Kind">queued, started, step, retried, completed, failed or cancelled.</param>
/// <param name="Data">What it says.</param>
internal sealed record SeenEvent(long? Sequence, string Kind, JsonElement Data)
{
    public bool IsEnd => Kind is "completed" or "failed" or "cancelled";

    /// <param name="item">As parsed.</param>
    /// <param name="previous">The id before it: the parser repeats that for an event without one.</param>
    public static SeenEvent Of(SseItem<string> item, string previous) => new(
        item.EventId is { Length: > 0 } id && id != previous ? long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null,
        item.EventType,
        JsonDocument.Parse(item.Data).RootElement);
}
