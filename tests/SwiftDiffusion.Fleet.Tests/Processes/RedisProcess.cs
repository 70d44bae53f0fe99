namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>A real redis-server on a loopback port, with an append-only file in its folder from which the next start recovers.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _fsync;
    private readonly int _port = FreePort.Next();
    private OwnedProcess? _process;

    private RedisProcess(string folder, string fsync) => (_folder, _fsync) = (folder, fsync);

    public string Address => $"redis://127.0.0.1:{_port}";

    public static async Task<RedisProcess> StartAsync(string folder, string fsync)
    {
        var redis = new RedisProcess(Directory.CreateDirectory(folder).FullName, fsync);
        await redis.StartAsync();
        return redis;
    }

    public async Task StartAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", _fsync, "--daemonize", "no",
        ];
        _process = OwnedProcess.Start(InstalledPrograms.Redis!, arguments, new Dictionary<string, string>());
        await _process.LineAsync("eady to accept connections");
    }

    /// <summary>Stops it as an operator does.</summary>
    public async Task StopAsync()
    {
        _process!.RequestStop();
        Assert.Equal(0, await _process.EndAsync());
    }

    public Task KillAsync() => _process!.KillAsync();

    /// <summary>From now on it answers nobody, while connections stay open: what a network partition looks like from outside.</summary>
    public void Freeze() => _process!.Freeze();

    public void Thaw() => _process!.Thaw();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
