using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Asks every route that a server has, so that none can be forgotten.</summary>
public sealed class KeyedRoutesTests : IAsyncLifetime
{
    /// <summary>
    /// Health, which orchestrators ask; the pages, which hold nothing and ask people for their keys; and pictures that were asked for as URLs, whose addresses
    /// are secrets themselves.
    /// </summary>
    private static readonly string[] Open = ["/", "/healthz", "/livez", "/ops", "/playground/{version}/{name}", "/readyz", "/v1/images/files/{id}"];

    private readonly HttpClient _client = new();
    private OpenQueue? _queue;
    private WebApplication? _app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = ServerSettings.Read(null, new Dictionary<string, string?>
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Gateway:Keys:0:Name"] = "application",
            ["Gateway:Keys:0:Sha256"] = new string('0', 64),
        });
        _queue = await OpenQueue.OpenAsync(settings.Queue, QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        _app = Roles.Compose(settings, _queue, engine: null, NullLoggerFactory.Instance);
        await _app.StartAsync(Cancellation);
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_a_valid_key_nothing_is_answered_but_what_is_open(string? key)
    {
        var answered = new SortedSet<string>(StringComparer.Ordinal);
        var routes = _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        foreach (var route in routes)
        {
            foreach (string method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                if (await StatusAsync(method, route, key) != HttpStatusCode.Unauthorized)
                    answered.Add($"/{route.RoutePattern.RawText!.TrimStart('/')}");
            }
        }

        Assert.True(routes.Length > 50, $"{routes.Length} routes");
        Assert.Equal(Open, answered);
    }

    [Theory]
    [InlineData("/V1/Models")]
    [InlineData("//v1/models")]
    [InlineData("/v1/models/")]
    [InlineData("/playgroundx/v1/models")]
    [InlineData("/livez/models")]
    [InlineData("/metrics")]
    [InlineData("/openapi.json")]
    [InlineData("/reference/")]
    [InlineData("/nowhere")]
    public async Task An_address_that_looks_open_is_not(string path)
    {
        using var response = await _client.GetAsync(new Uri(_client.BaseAddress!.OriginalString.TrimEnd('/') + path), Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        if (_queue is not null)
            await _queue.DisposeAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string method, RouteEndpoint route, string? key)
    {
        string path = string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "x"))));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }
}
