using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.Queue;

namespace SwiftDiffusion.Host.Bench.Queueing;

/// <summary>What <c>serve</c> runs, gateway and worker over a queue, with an engine that takes no time and without its log.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <param name="queue">Stays the caller's.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<BenchServer> StartAsync(OpenQueue queue, CancellationToken cancellation)
    {
        var settings = ServerSettings.Read(null, [new("Server:Urls", "http://127.0.0.1:0")]);
        settings.RequireValid();
        var app = Roles.Compose(settings, queue, new InstantEngine(), NullLoggerFactory.Instance);
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new BenchServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
