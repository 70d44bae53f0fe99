using System.Net;

namespace SwiftDiffusion.Fleet.Tests.Processes;

/// <summary>The built <c>swiftdiffusion serve</c> in one of its roles, at an address that it keeps over restarts.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(20) };

    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private OwnedProcess? _process;

    /// <param name="arguments">After <c>serve</c>.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public ServerProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _arguments = ["serve", "--urls", $"http://{Address.Authority}", .. arguments];
        _environment = environment;
    }

    public Uri Address { get; }

    public OwnedProcess Process => _process ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>Starts it, for the first time or again, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = OwnedProcess.Start(Path.Combine(AppContext.BaseDirectory, "swiftdiffusion"), _arguments, _environment);
        await _process.LineAsync("Listening on ");
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        Process.RequestStop();
        int exitCode = await Process.EndAsync();
        Assert.True(exitCode == 0, $"exit code {exitCode}:\n{Process.Output}");
    }

    /// <summary>Waits until it is ready, or not.</summary>
    public Task ReadyAsync(bool isReady = true) => Patience.UntilAsync($"{Address} is{(isReady ? "" : " not")} ready", async () => await IsReadyAsync() == isReady);

    public async Task<bool> IsReadyAsync() => await StatusAsync("readyz") == HttpStatusCode.OK;

    public async Task<bool> IsLiveAsync() => await StatusAsync("livez") == HttpStatusCode.OK;

    /// <summary>What its clock says.</summary>
    public async Task<DateTimeOffset> ClockAsync()
    {
        using var response = await Client.GetAsync(new Uri(Address, "livez"), TestContext.Current.CancellationToken);
        return response.Headers.Date!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
