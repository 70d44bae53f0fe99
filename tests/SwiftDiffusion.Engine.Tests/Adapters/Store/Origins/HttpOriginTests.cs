using System.Net;
using System.Net.Sockets;
using System.Text;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Origins;

public sealed class HttpOriginTests : IAsyncLifetime
{
    private const string Name = "neon.safetensors";
    private static readonly byte[] Content = TinyWorldLoras.Bytes("neon");
    private AdapterServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Redirects_are_followed()
    {
        using var fixture = new StoreFixture();
        _server.Serve("real.safetensors", Content);
        await fixture.UseAsync(_server.Serve(Name, context =>
        {
            context.Response.Redirect("/real.safetensors");
            return Task.CompletedTask;
        }));
        Assert.Equal(1, _server.Requests("real.safetensors"));
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        using var fixture = new StoreFixture();
        var source = _server.Serve(Name, context =>
        {
            context.Response.Redirect($"/{Name}");
            return Task.CompletedTask;
        });
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(source));
        Assert.Equal("its store sends elsewhere, where this server does not follow (302)", failure.Reason);
    }

    [Fact]
    public async Task A_name_and_password_in_the_address_are_sent_as_such_and_not_on_to_a_redirect()
    {
        using var fixture = new StoreFixture();
        var authorizations = new List<string>();
        _server.Serve("real.safetensors", context =>
        {
            authorizations.Add(context.Request.Headers.Authorization.ToString());
            return AdapterServer.SendAsync(context, Content);
        });
        _server.Serve(Name, context =>
        {
            authorizations.Add(context.Request.Headers.Authorization.ToString());
            context.Response.Redirect("/real.safetensors");
            return Task.CompletedTask;
        });
        var address = new UriBuilder($"{_server.Address}/{Name}") { UserName = "me", Password = "a%3Ab" }.Uri;
        await fixture.UseAsync(new AdapterSource.Remote(address, null));
        Assert.Equal([$"Basic {Convert.ToBase64String("me:a:b"u8)}", ""], authorizations);
    }

    [Fact]
    public async Task A_length_that_is_too_small_leaves_a_file_that_is_refused()
    {
        using var fixture = new StoreFixture();
        var source = await ServeRawAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Content.Length / 2}\r\nConnection: close\r\n\r\n");
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(source));
        Assert.Contains("truncated", failure.Reason, StringComparison.Ordinal);
        Assert.Empty(fixture.Blobs);
    }

    [Fact]
    public async Task A_length_that_is_too_large_is_a_connection_that_broke()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 1);
        var source = await ServeRawAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Content.Length + 1}\r\nConnection: close\r\n\r\n");
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(source));
        Assert.Equal("the connection to its store broke", failure.Reason);
        Assert.Empty(fixture.Blobs);
    }

    [Fact]
    public async Task A_body_without_any_length_is_taken_as_it_comes()
    {
        using var fixture = new StoreFixture();
        await fixture.UseAsync(await ServeRawAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        Assert.Single(fixture.Blobs);
    }

    [Fact]
    public async Task What_is_not_HTTP_is_a_connection_that_broke()
    {
        using var fixture = new StoreFixture(options => options.MaxAttempts = 1);
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(async () => await fixture.UseAsync(await ServeRawAsync("hello\r\n\r\n")));
        Assert.Equal("the connection to its store broke", failure.Reason);
    }

    /// <summary>A server that answers one connection with these very bytes and the content, whatever it is asked.</summary>
    private static async Task<AdapterSource.Remote> ServeRawAsync(string head)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(Content);
            client.Client.Shutdown(SocketShutdown.Send);
            // The client closes when it has what it wants.
            while (await stream.ReadAsync(new byte[4096]) > 0)
            {
            }

            listener.Dispose();
        });
        await Task.Yield();
        return new AdapterSource.Remote(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{Name}"), null);
    }
}
