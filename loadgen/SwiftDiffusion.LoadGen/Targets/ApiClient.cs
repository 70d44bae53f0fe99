using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>HTTP as all faces use it: JSON there, JSON back, broken connections as values.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A client for one server, with as many connections as requests are open.</summary>
    public static ApiClient Create(Uri address) => new(new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2), UseProxy = false })
    {
        // Relative paths replace the last segment of a base that does not end in a slash.
        BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/"),
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <exception cref="HttpRequestException">The connection was refused or broke.</exception>
    public async Task<ApiResponse> SendAsync(
        HttpMethod method, string path, JsonNode? body, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization;
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(Options), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        byte[] content = await ReadAsync(response.Content, cancellation).ConfigureAwait(false);
        return new ApiResponse((int)response.StatusCode, response.Headers, content);
    }

    /// <summary>Opens a stream of server-sent events; null when the server has none there.</summary>
    public async Task<HttpResponseMessage?> OpenEventsAsync(string path, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return response;
        response.Dispose();
        return null;
    }

    public void Dispose() => http.Dispose();

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"The answer broke off: {e.Message}", e);
        }
    }
}

/// <summary>An answer that has been read to its end.</summary>
internal sealed record ApiResponse(int Status, HttpResponseHeaders Headers, byte[] Content)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    /// <summary>The body; null when it is no JSON object.</summary>
    public JsonObject? Json()
    {
        try
        {
            return JsonNode.Parse(Content) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
