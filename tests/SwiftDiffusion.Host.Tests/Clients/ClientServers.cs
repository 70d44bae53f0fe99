using System.Security.Cryptography;
using System.Text;
using SwiftDiffusion.Host.Tests.Serving;
using SwiftDiffusion.Testing.Stores;

namespace SwiftDiffusion.Host.Tests.Clients;

/// <summary>A server with API keys over each kind of store, started when a test first asks for it.</summary>
public sealed class ClientServers : IAsyncDisposable
{
    /// <summary>So few that a test can use them up.</summary>
    private const string MeteredPerMinute = "30";

    private readonly Dictionary<StoreKind, ClientServer> _servers = [];
    private readonly List<ServerProcess> _processes = [];
    private readonly TemporaryFolder _blobs = new();
    private RedisServer? _redis;

    public static TheoryData<StoreKind> Stores => [StoreKind.Embedded, StoreKind.Redis];

    /// <summary>The server; skips the test, with the reason, when this machine has no store of the kind.</summary>
    public async Task<ClientServer> OfAsync(StoreKind kind)
    {
        Assert.SkipWhen(kind == StoreKind.Redis && RedisServer.Program is null, RedisServer.Missing);
        if (!_servers.TryGetValue(kind, out var server))
            _servers[kind] = server = await StartAsync(kind);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        _redis?.Dispose();
        _blobs.Dispose();
    }

    private async Task<ClientServer> StartAsync(StoreKind kind)
    {
        string store = kind == StoreKind.Embedded ? "embedded" : (_redis = await RedisServer.StartAsync()).Address;
        var process = ServerProcess.Start(
            [
                .. KeyOf(0, "application", ClientServer.Key),
                .. KeyOf(1, "metered", ClientServer.MeteredKey),
                new("SWIFTDIFFUSION_Gateway__Keys__1__RequestsPerMinute", MeteredPerMinute),
                new("SWIFTDIFFUSION_Queue__BlobFolder", _blobs.Path),
            ],
            "serve", "--urls", "http://127.0.0.1:0", "--store", store);
        _processes.Add(process);
        return await ClientServer.OpenAsync(await process.ReadyAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    private static KeyValuePair<string, string>[] KeyOf(int index, string name, string key) =>
    [
        new($"SWIFTDIFFUSION_Gateway__Keys__{index}__Name", name),
        new($"SWIFTDIFFUSION_Gateway__Keys__{index}__Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))),
    ];
}
