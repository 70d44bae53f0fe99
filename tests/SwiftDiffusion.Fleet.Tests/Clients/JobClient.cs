using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests.Clients;

/// <summary>
/// A client of the jobs API as real ones are: it asks again when nobody answers, or when the answer says that asking again may help, and continues an event
/// stream after the last event it has. Any other answer fails the test.
/// </summary>
internal sealed class JobClient(params Uri[] gateways) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Timeout.InfiniteTimeSpan };
    private int _tries;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Hands a job in under an idempotency key.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string key, JsonObject body)
    {
        using var response = await AskAsync(gateway =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "v1/jobs")) { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", key);
            return request;
        });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await AskAsync(gateway => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path)));
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {response.StatusCode}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    public async Task<byte[]> GetBytesAsync(string path)
    {
        using var response = await AskAsync(gateway => new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path)));
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {response.StatusCode}");
        return await response.Content.ReadAsByteArrayAsync(Token);
    }

    /// <summary>The events of a job up to its end, over as many connections as it takes.</summary>
    public async IAsyncEnumerable<SeenEvent> EventsAsync(string id)
    {
        string last = "";
        while (true)
        {
            bool hasEnded = false;
            await foreach (var seen in StreamAsync(id, last))
            {
                if (seen.Sequence is { } sequence)
                    last = $"{sequence}";
                hasEnded = seen.IsEnd;
                yield return seen;
            }

            if (hasEnded)
                yield break;
            await Task.Delay(Pause, Token);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What one connection brings until it ends in whatever way.</summary>
    private async IAsyncEnumerable<SeenEvent> StreamAsync(string id, string last)
    {
        using var response = await AskAsync(gateway =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"v1/jobs/{id}/events"));
            if (last.Length > 0)
                request.Headers.Add("Last-Event-ID", last);
            return request;
        });
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{id} after event {last}: {response.StatusCode}");
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        while (await MoveNextAsync(events))
        {
            yield return SeenEvent.Of(events.Current, last);
            last = events.Current.EventId ?? last;
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The gateway is gone.
            return false;
        }
    }

    /// <summary>Asks until there is an answer that asking again would not change.</summary>
    private async Task<HttpResponseMessage> AskAsync(Func<Uri, HttpRequestMessage> question)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await TryAsync(question) is { } response)
                return response;
            if (TimeProvider.System.GetElapsedTime(start) > Patience.Longest)
                throw new TimeoutException($"No gateway answered within {Patience.Longest}.");
            await Task.Delay(Pause, Token);
        }
    }

    private async Task<HttpResponseMessage?> TryAsync(Func<Uri, HttpRequestMessage> question)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(TryTimeout);
        try
        {
            using var request = question(gateways[Interlocked.Increment(ref _tries) % gateways.Length]);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.Headers.TryGetValues("x-should-retry", out var advice) || advice.Single() != "true")
                return response;
            response.Dispose();
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !Token.IsCancellationRequested))
        {
            // Nobody there, or gone before the answer.
        }

        return null;
    }
}
