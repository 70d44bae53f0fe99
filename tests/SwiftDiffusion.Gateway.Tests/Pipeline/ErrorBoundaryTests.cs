using System.Net;
using System.Text;

namespace SwiftDiffusion.Gateway.Tests.Pipeline;

public sealed class ErrorBoundaryTests
{
    [Theory]
    [InlineData("GET", "/v1/image/generations", 404, "unknown_route", "There is no GET /v1/image/generations.")]
    [InlineData("GET", "/v1/images/generations", 405, "method_not_allowed", "GET is not allowed on /v1/images/generations; allowed: POST.")]
    [InlineData("DELETE", "/v1/models", 405, "method_not_allowed", "DELETE is not allowed on /v1/models; allowed: GET.")]
    public async Task HTTP_misused_is_answered_like_any_error(string method, string path, int status, string code, string message)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal((code, message), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_announced_or_not(bool isAnnounced)
    {
        await using var gateway = await RunningGateway.StartAsync(options => options.MaxBodySizeBytes = 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/images/generations")
        {
            Content = new StringContent($$"""{"prompt":"{{new string('a', 2000)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = !isAnnounced;
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", (await RunningGateway.JsonOf(response)).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"prompt\":")]
    [InlineData("")]
    public async Task A_body_that_is_not_JSON_is_a_bad_request(string body)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var json = await RunningGateway.JsonOf(response);
        Assert.StartsWith("body: found ", json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
