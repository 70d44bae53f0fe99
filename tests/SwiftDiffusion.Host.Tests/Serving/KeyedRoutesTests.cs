using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Asks every route that a server has, so that none can be forgotten.</summary>
public sealed class KeyedRoutesTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    /// <summary>
    /// Health, which orchestrators ask; the pages, which hold nothing and ask people for their keys; and pictures that were asked for as URLs, whose addresses
    /// are secrets themselves.
    /// </summary>
    private static readonly string[] Open = ["/", "/healthz", "/livez", "/ops", "/playground/{version}/{name}", "/readyz", "/v1/images/files/{id}"];

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_a_valid_key_nothing_is_answered_but_what_is_open(string? key)
    {
        var answered = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var route in server.Routes)
        {
            foreach (string method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                if (await StatusAsync(method, route, key) != HttpStatusCode.Unauthorized)
                    answered.Add($"/{route.RoutePattern.RawText!.TrimStart('/')}");
            }
        }

        Assert.True(server.Routes.Count > 50, $"{server.Routes.Count} routes");
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
        using var response = await server.Client.GetAsync(new Uri(server.Client.BaseAddress!.OriginalString.TrimEnd('/') + path), Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<HttpStatusCode> StatusAsync(string method, RouteEndpoint route, string? key)
    {
        string path = string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "x"))));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }
}
