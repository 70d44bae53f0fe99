using System.IO.Compression;
using System.Net;
using SwiftDiffusion.Gateway.Playground;

namespace SwiftDiffusion.Gateway.Tests.Playground;

public sealed class PlaygroundRoutesTests
{
    [Theory]
    [InlineData("", "text/html; charset=utf-8")]
    [InlineData("ops", "text/html; charset=utf-8")]
    [InlineData("playground/any/main.js", "text/javascript; charset=utf-8")]
    [InlineData("playground/any/style.css", "text/css; charset=utf-8")]
    [InlineData("playground/any/icon.svg", "image/svg+xml")]
    public async Task Every_file_has_its_media_type_and_may_only_use_this_server(string path, string mediaType)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'; script-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
    }

    [Fact]
    public async Task An_unknown_file_is_not_found()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync("playground/any/nothing.js");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var first = await gateway.GetAsync("");
        using var again = await SendAsync(gateway, "", request => request.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("no-cache", again.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Files_below_their_version_are_kept_for_ever_and_others_are_not()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var current = await gateway.GetAsync($"playground/{PageFiles.Load().Version}/main.js");
        using var other = await gateway.GetAsync("playground/0123456789ab/main.js");
        Assert.Contains("immutable", current.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-cache", other.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Pages_name_files_of_the_current_version_that_exist()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (string page in new[] { "", "ops" })
        {
            string html = await gateway.Client.GetStringAsync(page, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("VERSION", html, StringComparison.Ordinal);
            string[] named = [.. html.Split('"').Where(text => text.StartsWith("playground/", StringComparison.Ordinal))];
            Assert.True(named.Length >= 4);
            foreach (string path in named)
            {
                using var response = await gateway.GetAsync(path);
                Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, br", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("deflate", null)]
    [InlineData("*", null)]
    public async Task A_file_travels_compressed_as_the_client_accepts(string accepted, string? encoding)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var plain = await gateway.GetAsync("playground/any/main.js");
        using var response = await SendAsync(gateway, "playground/any/main.js", request => request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted));
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(
            await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await DecodedAsync(response.Content, encoding));
        // Another encoding is another representation.
        Assert.Equal(encoding is null, response.Headers.ETag!.Equals(plain.Headers.ETag));
    }

    [Fact]
    public async Task A_head_request_has_the_headers_and_no_body()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await SendAsync(gateway, "", request => request.Method = HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change(request);
        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> DecodedAsync(HttpContent content, string? encoding)
    {
        await using var body = await content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream plain = encoding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
