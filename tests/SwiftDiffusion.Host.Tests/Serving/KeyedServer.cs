using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Everything that a server answers, in this process and without an engine, for those who have a key.</summary>
public sealed class KeyedServer : IAsyncLifetime
{
    private OpenQueue? _queue;
    private WebApplication? _app;

    public HttpClient Client { get; } = new();

    public IReadOnlyList<RouteEndpoint> Routes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var settings = ServerSettings.Read(null, new Dictionary<string, string?>
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Gateway:Keys:0:Name"] = "application",
            ["Gateway:Keys:0:Sha256"] = new string('0', 64),
        });
        _queue = await OpenQueue.OpenAsync(settings.Queue, QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        _app = Roles.Compose(settings, _queue, engine: null, NullLoggerFactory.Instance);
        await _app.StartAsync(CancellationToken.None);
        Client.BaseAddress = new Uri(_app.Urls.Single());
        Routes = [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        if (_queue is not null)
            await _queue.DisposeAsync();
    }
}
