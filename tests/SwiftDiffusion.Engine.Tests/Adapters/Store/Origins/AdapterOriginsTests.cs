using System.Net.Sockets;
using System.Security.Cryptography;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Adapters.Store.Origins;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Origins;

/// <summary>Sources that whoever opened the tiers stands for: addresses behind a guard, and files by their hash.</summary>
public sealed class AdapterOriginsTests : IAsyncLifetime
{
    private const string Name = "neon.safetensors";
    private static readonly byte[] Content = TinyWorldLoras.Bytes("neon");
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _connected = [];
    private AdapterServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await AdapterServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Guarded_sources_are_connected_to_by_the_guard_and_no_others()
    {
        using var tiers = Open(new AdapterOrigins { ConnectGuarded = ConnectAsync });
        var source = _server.Serve(Name, Content);
        using (await FetchAsync(tiers, source))
            Assert.Empty(_connected);
        using var guarded = await FetchAsync(tiers, source with { IsGuarded = true });
        Assert.Equal(["127.0.0.1"], _connected);
        Assert.Equal(2, _server.Requests(Name));
        Assert.Equal((Hash, (long)Content.Length), (guarded.Sha256, guarded.SizeBytes));
        Assert.Equal(Content, await File.ReadAllBytesAsync(guarded.Path, CancellationToken.None));
    }

    [Fact]
    public async Task A_redirect_to_where_the_guard_does_not_go_ends_the_transfer_at_once_with_the_reason()
    {
        using var tiers = Open(new AdapterOrigins { ConnectGuarded = ConnectAsync });
        _server.Serve("real.safetensors", Content);
        var source = _server.Serve(Name, context =>
        {
            context.Response.Redirect(_server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/real.safetensors");
            return Task.CompletedTask;
        });
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => FetchAsync(tiers, source with { IsGuarded = true }));
        Assert.Equal("lies where nobody may go", failure.Reason);
        Assert.Equal((1, 0), (_server.Requests(Name), _server.Requests("real.safetensors")));
        Assert.Equal(["127.0.0.1", "localhost"], _connected);
    }

    [Fact]
    public async Task A_file_kept_by_its_hash_is_fetched_once_and_checked()
    {
        int opened = 0;
        var origins = new AdapterOrigins
        {
            OpenContent = (hash, _) =>
            {
                opened++;
                return Task.FromResult<(Stream, long)?>(hash == Hash ? (new MemoryStream(Content), Content.Length) : null);
            },
        };
        using var tiers = Open(origins);
        using (await FetchAsync(tiers, AdapterSource.OfContent(Hash)))
        using (await FetchAsync(tiers, AdapterSource.OfContent(Hash)))
            Assert.Equal(1, opened);
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => FetchAsync(tiers, AdapterSource.OfContent(new string('a', 64))));
        Assert.Equal("its file is no longer kept", failure.Reason);
    }

    [Fact]
    public async Task What_is_kept_under_a_hash_that_it_has_not_is_refused()
    {
        var origins = new AdapterOrigins { OpenContent = (_, _) => Task.FromResult<(Stream, long)?>((new MemoryStream(Content), Content.Length)) };
        using var tiers = Open(origins);
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => FetchAsync(tiers, AdapterSource.OfContent(new string('a', 64))));
        Assert.Contains("another file than expected", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_is_fetched_without_being_an_adapter()
    {
        using var tiers = Open(new AdapterOrigins());
        using var archive = await tiers.FetchArchiveAsync("net", _server.Serve("net.zip", [1, 2, 3]), progress: null, CancellationToken.None);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(archive.Path, CancellationToken.None));
        var failure = await Assert.ThrowsAsync<AdapterLoadException>(() => FetchAsync(tiers, _server.Serve("net.safetensors", [1, 2, 3])));
        Assert.NotEmpty(failure.Reason);
    }

    [Fact]
    public async Task A_models_archive_has_a_limit_of_its_own()
    {
        var options = new AdapterStoreOptions { Folder = _folder.File("cache"), MaxFileSizeBytes = 100, MaxModelSizeBytes = 1000, MaxAttempts = 1 };
        using var tiers = new AdapterTiers(options, TimeProvider.System);
        using (var model = await tiers.FetchModelAsync("model", _server.Serve("model.zip", new byte[1000]), progress: null, CancellationToken.None))
            Assert.Equal(1000, model.SizeBytes);
        var larger = await Assert.ThrowsAsync<AdapterLoadException>(
            () => tiers.FetchModelAsync("model", _server.Serve("larger.zip", new byte[1001]), progress: null, CancellationToken.None));
        Assert.Contains("1000 bytes", larger.Reason, StringComparison.Ordinal);
        var net = await Assert.ThrowsAsync<AdapterLoadException>(
            () => tiers.FetchArchiveAsync("net", _server.Serve("net.zip", new byte[101]), progress: null, CancellationToken.None));
        Assert.Contains("100 bytes", net.Reason, StringComparison.Ordinal);
    }

    private AdapterTiers Open(AdapterOrigins origins) => new(
        new AdapterStoreOptions { Folder = _folder.File("cache"), RetryDelay = TimeSpan.Zero, MaxRetryDelay = TimeSpan.Zero }, origins, TimeProvider.System);

    private static Task<FetchedAdapter> FetchAsync(AdapterTiers tiers, AdapterSource.Remote source) =>
        tiers.StoreFor(TinyWorldLoras.Targets, "tinyworld").FetchAsync("neon", source, progress: null, CancellationToken.None);

    /// <summary>Goes to this machine under its number, not under its name.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        _connected.Add(context.DnsEndPoint.Host);
        if (context.DnsEndPoint.Host != "127.0.0.1")
            throw new AddressRefusedException("lies where nobody may go");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
