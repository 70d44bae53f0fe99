using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SwiftDiffusion.Gateway.Tests.Images;

/// <summary>Reads a stream as a client does: by the framework's own parser.</summary>
internal static class Events
{
    public static async Task<List<(string Name, JsonElement Data)>> ReadAsync(HttpResponseMessage response)
    {
        var events = new List<(string, JsonElement)>();
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
            events.Add((item.EventType, JsonElement.Parse(item.Data)));
        return events;
    }
}
