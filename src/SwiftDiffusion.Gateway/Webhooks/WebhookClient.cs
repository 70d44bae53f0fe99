using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Outbound;

namespace SwiftDiffusion.Gateway.Webhooks;

/// <summary>Sends one signed message. Redirects are not followed, and proxies of the machine not used: both would go around the guard.</summary>
internal sealed class WebhookClient : IDisposable
{
    private const string EventHeader = "X-SwiftDiffusion-Event";

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public WebhookClient(IOptions<GatewayOptions> options, IHostResolver resolver, TimeProvider time)
    {
        var settings = options.Value.Webhooks;
        var connector = new GuardedConnector(resolver, _ => settings.AllowPrivateHosts);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = connector.ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        _http = new HttpClient(handler) { Timeout = settings.Timeout };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SwiftDiffusion", null));
        _time = time;
    }

    /// <summary>Sends it once.</summary>
    /// <returns>Null when the receiver took it, else why not.</returns>
    public async Task<string?> TrySendAsync(Uri address, string secret, JobSnapshot job, CancellationToken cancellationToken)
    {
        var body = JobBodies.Of(job);
        var message = new WebhookBody($"evt_{job.Id}", $"job.{body.Status}", body.FinishedAt, body);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, ReadableJson.Jobs.WebhookBody);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, _time.GetUtcNow(), json));
        request.Headers.Add(EventHeader, message.Id);
        try
        {
            // What the receiver answers is nobody's business, nor how long it is.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return e.Message;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    public void Dispose() => _http.Dispose();
}
