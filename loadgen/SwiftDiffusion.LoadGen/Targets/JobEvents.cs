using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The events of a job (text/event-stream).</summary>
internal static class JobEvents
{
    /// <summary>Reads until an event's type, or the state in its data, is final; or until the stream ends.</summary>
    public static async Task ReadToEndAsync(Stream stream, CancellationToken cancellation)
    {
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation).ConfigureAwait(false))
            {
                if (JobState.OutcomeOf(item.EventType) is not null || JobState.OutcomeOf(StateIn(item.Data)) is not null)
                    return;
            }
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"The events broke off: {e.Message}", e);
        }
    }

    private static string? StateIn(string data)
    {
        try
        {
            return (JsonNode.Parse(data) as JsonObject)?["status"]?.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
