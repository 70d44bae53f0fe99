using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Telemetry;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// Composes a process from its roles. Both have the queue and its upkeep; a gateway has the API over the queue and needs no model, a worker has the engines
/// and, when alone, health checks.
/// </summary>
internal static class Roles
{
    /// <summary>For what ends last: connections, telemetry.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <param name="settings">Valid settings.</param>
    /// <param name="queue">Open; stays the caller's.</param>
    /// <param name="engine">The engines of a worker, which stay the caller's; null for a gateway alone.</param>
    /// <param name="loggers">Where everything logs.</param>
    public static WebApplication Compose(ServerSettings settings, OpenQueue queue, IJobEngine? engine, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Ours alone, so that --print-config tells the truth.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings.Sources.Root);
        builder.WebHost.UseUrls(settings.Server.Urls);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout(settings));
        builder.Services.AddSwiftDiffusionQueue(queue);
        builder.Services.AddServerTelemetry(settings);
        if (engine is not null)
            AddWorker(builder.Services, settings, engine);
        if (settings.IsGateway)
            AddGateway(builder.Services, settings);
        builder.Services.AddSingleton<ReadyAnnouncement>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReadyAnnouncement>());

        var app = builder.Build();
        if (settings.Telemetry.Prometheus)
            app.MapPrometheusScrapingEndpoint();
        if (settings.IsGateway)
            app.MapSwiftDiffusion();
        else
            WorkerHealthRoutes.Map(app);
        return app;
    }

    /// <summary>Running requests have their time, then running jobs.</summary>
    private static TimeSpan ShutdownTimeout(ServerSettings settings) =>
        (settings.IsGateway ? settings.Gateway.DrainTimeout : TimeSpan.Zero) + (settings.IsWorker ? settings.Worker.DrainTimeout : TimeSpan.Zero) + Grace;

    private static void AddWorker(IServiceCollection services, ServerSettings settings, IJobEngine engine)
    {
        services.AddSingleton(engine);
        services.AddSwiftDiffusionWorker(settings.Worker, new WorkerSetting(DrainsBeforeServer: !settings.IsGateway), settings.Telemetry.IncludePrompts);
    }

    private static void AddGateway(IServiceCollection services, ServerSettings settings)
    {
        services.AddSwiftDiffusionGateway(gateway =>
        {
            // Lists of several sources would be mixed by position.
            gateway.CorsOrigins.Clear();
            foreach (string origin in settings.Gateway.CorsOrigins)
                gateway.CorsOrigins.Add(origin);
        });
        services.AddSingleton(Options.Create(settings.Registry));
        services.AddSingleton<IPictureService, PictureService>();
        services.AddQueuedJobs();
    }
}
