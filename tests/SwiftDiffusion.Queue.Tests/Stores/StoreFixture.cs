using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Queue.Tests.Stores;

/// <summary>Both stores, each started once for all tests that need it. Every test has a queue of its own name on them.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private EmbeddedStore? _embedded;
    private RedisServer? _redis;
    private int _queues;

    public async ValueTask InitializeAsync()
    {
        _embedded = EmbeddedStore.Start(null, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        if (RedisServer.Program is not null)
            _redis = await RedisServer.StartAsync();
    }

    /// <summary>Address of a store; skips the test, with the reason, when this machine has none of the kind.</summary>
    public string AddressOf(StoreKind kind)
    {
        if (kind == StoreKind.Embedded)
            return _embedded!.SocketAddress;
        Assert.SkipWhen(_redis is null, RedisServer.Missing);
        return _redis!.Address;
    }

    public string NextName() => $"test{Interlocked.Increment(ref _queues)}";

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _redis?.Dispose();
    }
}
