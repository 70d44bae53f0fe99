using Microsoft.AspNetCore.Http;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Origins;

/// <summary>Against a small store that knows GetObject, at an address of its own as S3-compatible stores have.</summary>
public sealed class S3OriginTests : IAsyncLifetime
{
    private const string Key = "my loras/neon.safetensors", File = "loras/my%20loras/neon.safetensors";
    private static readonly byte[] Content = TinyWorldLoras.Bytes("neon");
    private AdapterServer _server = null!;

    static S3OriginTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "testkey");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testsecret");
        // No test asks a machine on the network for credentials.
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    private static AdapterSource Source => AdapterSource.TryParse($"s3://loras/{Key}", out var source, out _) ? source : throw new InvalidOperationException();

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_object_is_fetched_with_a_signed_request_and_not_again_while_it_is_the_same()
    {
        IQueryCollection? query = null;
        using var fixture = Fixture();
        _server.Serve(Uri.UnescapeDataString(File), context =>
        {
            query = context.Request.Query;
            context.Response.Headers.ETag = "\"v1\"";
            return context.Request.Headers.IfNoneMatch == "\"v1\"" ? AdapterServer.Status(304)(context) : AdapterServer.SendAsync(context, Content);
        });
        var first = await fixture.UseAsync(Source);
        Assert.Equal("AWS4-HMAC-SHA256", query!["X-Amz-Algorithm"]);
        Assert.Matches("^testkey/[0-9]{8}/us-east-1/s3/aws4_request$", query["X-Amz-Credential"].ToString());
        Assert.Matches("^[0-9a-f]{64}$", query["X-Amz-Signature"].ToString());
        fixture.Time.Advance(fixture.Options.RevalidateAfter);
        Assert.Same(first, await fixture.UseAsync(Source));
        Assert.Equal(2, _server.Requests(Uri.UnescapeDataString(File)));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_not_waited_for()
    {
        using var fixture = Fixture();
        _server.Serve(Uri.UnescapeDataString(File), context => ErrorAsync(context, 404, "NoSuchKey"));
        Assert.Equal("its store has no such file (404)", (await FailAsync(fixture)).Reason);
        Assert.Equal(1, _server.Requests(Uri.UnescapeDataString(File)));
    }

    [Fact]
    public async Task A_signature_that_is_refused_is_not_tried_again()
    {
        using var fixture = Fixture();
        _server.Serve(Uri.UnescapeDataString(File), context => ErrorAsync(context, 403, "SignatureDoesNotMatch"));
        Assert.Equal("its store refuses access (403)", (await FailAsync(fixture)).Reason);
    }

    [Fact]
    public async Task A_store_that_is_busy_is_asked_as_often_as_allowed()
    {
        using var fixture = Fixture();
        _server.Serve(Uri.UnescapeDataString(File), context => ErrorAsync(context, 503, "SlowDown"));
        Assert.Equal("its store answered 503, 2 times", (await FailAsync(fixture)).Reason);
        Assert.Equal(2, _server.Requests(Uri.UnescapeDataString(File)));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_fetched_again()
    {
        using var fixture = Fixture();
        _server.ServeInTurn(Uri.UnescapeDataString(File), context => AdapterServer.BreakOffAsync(context, Content), context => AdapterServer.SendAsync(context, Content));
        await fixture.UseAsync(Source);
        Assert.Equal(2, _server.Requests(Uri.UnescapeDataString(File)));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_a_connection_not_taken()
    {
        using var fixture = new StoreFixture(options => (options.S3ServiceUrl, options.MaxAttempts) = (new Uri("http://127.0.0.1:1"), 1));
        Assert.Equal("its store does not take connections", (await FailAsync(fixture)).Reason);
    }

    private StoreFixture Fixture() => new(options => (options.S3ServiceUrl, options.MaxAttempts) = (new Uri(_server.Address), 2));

    private static async Task<AdapterLoadException> FailAsync(StoreFixture fixture) => await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(Source));

    private static Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>No.</Message></Error>");
    }
}
