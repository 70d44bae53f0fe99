using System.Net;
using Microsoft.Extensions.Options;

namespace SwiftDiffusion.Gateway.Tests;

public sealed class CorsOriginTests
{
    private const string Ours = "https://app.example.com";

    [Theory]
    [InlineData("*", true)]
    [InlineData("https://app.example.com", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("app.example.com", false)]
    [InlineData("https://app.example.com/", false)]
    [InlineData("https://app.example.com/path", false)]
    [InlineData("ftp://app.example.com", false)]
    [InlineData("", false)]
    public void An_origin_is_scheme_host_and_port(string origin, bool isValid) => Assert.Equal(isValid, CorsOrigin.IsValid(origin));

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_call_and_read_the_request_id()
    {
        await using var gateway = await RunningGateway.StartAsync(options => options.CorsOrigins.Add(Ours));
        using var preflight = await SendAsync(gateway, HttpMethod.Options, Ours);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Ours, Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));

        using var response = await SendAsync(gateway, HttpMethod.Get, Ours);
        Assert.Equal(Ours, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("x-request-id", Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Other_pages_are_not_told_that_they_may(bool allowsOthers)
    {
        await using var gateway = await RunningGateway.StartAsync(options =>
        {
            if (allowsOthers)
                options.CorsOrigins.Add(Ours);
        });
        using var response = await SendAsync(gateway, HttpMethod.Get, "https://evil.example.com");
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_configured_origin_that_is_none_stops_the_server_at_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => RunningGateway.StartAsync(options => options.CorsOrigins.Add("nonsense")));

    private static Task<HttpResponseMessage> SendAsync(RunningGateway gateway, HttpMethod method, string origin)
    {
        var request = new HttpRequestMessage(method, "v1/models") { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" } } };
        return gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
