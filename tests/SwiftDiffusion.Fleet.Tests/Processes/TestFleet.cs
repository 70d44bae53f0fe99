using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>Gateways, workers and their store as processes, all gone with the test. Devices are emulated, unless a test says otherwise.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    /// <summary>Short, so that tests need not wait long for what a killed worker left behind; jobs take a fraction of it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>The queue's default.</summary>
    public const int MaxAttempts = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly List<ServerProcess> _servers = [];
    private string? _store;

    private TestFleet()
    {
    }

    /// <summary>Null where the store is embedded.</summary>
    public RedisProcess? Redis { get; private set; }

    /// <summary>A folder that is gone with the fleet.</summary>
    public string Folder => _folder.Path;

    private static string Devices => $"emulated:{Path.Combine(AppContext.BaseDirectory, "Processes", "quick.json")}";

    /// <summary>A fleet around a Redis; the test is skipped where there is none.</summary>
    /// <param name="fsync">When Redis makes its file safe: every second, as most do, or before it answers.</param>
    public static async Task<TestFleet> OverRedisAsync(string fsync = "everysec")
    {
        InstalledPrograms.RequireRedis();
        var fleet = new TestFleet();
        fleet.Redis = await RedisProcess.StartAsync(fleet._folder.File("redis"), fsync);
        fleet._store = fleet.Redis.Address;
        return fleet;
    }

    /// <summary>For one process with a store inside.</summary>
    public static TestFleet Embedded() => new();

    public Task<ServerProcess> StartGatewayAsync(params (string Name, string Value)[] settings) => StartAsync(["--role", "gateway", "--store", _store!], settings);

    public Task<ServerProcess> StartWorkerAsync(string name, params (string Name, string Value)[] settings) =>
        StartAsync(["--role", "worker", "--store", _store!, "--devices", Devices], [("Worker__Name", name), .. settings]);

    /// <summary>Gateway, worker and store in one process, which keeps everything in a folder.</summary>
    /// <param name="devices">Real ones; null for emulated ones.</param>
    /// <param name="settings">What is not as it is by default.</param>
    public Task<ServerProcess> StartAllAsync(string? devices = null, params (string Name, string Value)[] settings) =>
        StartAsync(["--data", _folder.File("data"), "--devices", devices ?? Devices], settings);

    /// <summary>The queue as the store has it.</summary>
    public Task<OpenQueue> OpenQueueAsync()
    {
        var options = new QueueOptions { Store = _store ?? $"unix:{_folder.File("data", "store", "store.sock")}", BlobFolder = _folder.File("blobs") };
        return OpenQueue.OpenAsync(options, QueueClock.Store, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            // Shown where the test fails.
            TestContext.Current.TestOutputHelper?.WriteLine($"== {server.Address}\n{server.Process.Output}");
            await server.DisposeAsync();
        }

        if (Redis is not null)
            await Redis.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ServerProcess> StartAsync(string[] arguments, (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["SWIFTDIFFUSION_Queue__LeaseDuration"] = $"{Lease}",
            ["SWIFTDIFFUSION_Gateway__RetryAfter"] = "00:00:01",
        };
        if (_store is not null)
            environment["SWIFTDIFFUSION_Queue__BlobFolder"] = _folder.File("blobs");
        foreach (var (name, value) in settings)
            environment[name.Contains("__", StringComparison.Ordinal) ? $"SWIFTDIFFUSION_{name}" : name] = value;
        var server = new ServerProcess(arguments, environment);
        _servers.Add(server);
        await server.StartAsync();
        return server;
    }
}
