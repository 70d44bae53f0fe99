using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Gateway;
using SwiftDiffusion.Host.Commands;
using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// The HTTP server over models in this process. Main path: (1) open the models, (2) listen, (3) warm up behind the health checks, (4) serve until
/// asked to stop, (5) let running requests finish.
/// </summary>
public sealed class Server : IAsyncDisposable
{
    private readonly AdapterTiers _tiers;
    private readonly DeviceGroup _devices;
    private readonly ServedModels _models;
    private readonly WebApplication _app;

    private Server(AdapterTiers tiers, DeviceGroup devices, ServedModels models, WebApplication app)
    {
        _tiers = tiers;
        _devices = devices;
        _models = models;
        _app = app;
    }

    /// <summary>Addresses it listens on, ports resolved.</summary>
    public IReadOnlyCollection<string> Addresses => [.. _app.Urls];

    /// <summary>Opens the models and begins to listen; they are prepared in the background.</summary>
    /// <exception cref="Onnx.ModelFormatException">A folder is not a model.</exception>
    /// <exception cref="CommandException">The address cannot be had.</exception>
    public static async Task<Server> StartAsync(ServeArguments arguments, CancellationToken cancellation)
    {
        // 1. Open the models.
        var builder = WebApplication.CreateSlimBuilder();
        var tiers = AdapterConfiguration.Open(builder.Configuration, arguments.Adapters);
        var troubles = new TroubleLog();
        DeviceGroup? devices = null;
        ServedModels models;
        try
        {
            devices = ModelDevices.Open(arguments.Devices, arguments.Models);
            models = new ServedModels(arguments.Models, devices, EngineOptions.Default with { Adapters = tiers, OnTrouble = troubles.Tell }, arguments.Adapters.Added);
        }
        catch
        {
            devices?.Dispose();
            tiers.Dispose();
            throw;
        }

        var server = new Server(tiers, devices, models, Build(builder, arguments, models));
        troubles.WriteTo(server._app.Services.GetRequiredService<ILogger<Server>>());
        try
        {
            // 2. and 3. Listen, and warm up.
            await server.ListenAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Serves until the token fires or the process is asked to stop, then until running requests are finished.</summary>
    /// <exception cref="CommandException">A model turned out to be unusable.</exception>
    public async Task WaitForShutdownAsync(CancellationToken cancellation)
    {
        // 4. and 5. Serve, and finish.
        await _app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
        if (_app.Services.GetRequiredService<WarmUp>().Problem is { } problem)
            throw new CommandException(problem);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        await _models.DisposeAsync().ConfigureAwait(false);
        _devices.Dispose();
        _tiers.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            string reason = e.InnerException is AddressInUseException ? e.Message : $"cannot listen: {e.Message}";
            throw new CommandException($"--urls: {reason}", e);
        }

        var log = _app.Services.GetRequiredService<ILogger<Server>>();
        foreach (string address in Addresses)
            Log.Listening(log, address, string.Join(", ", _models.Models.Select(model => model.Info.Id)), _devices);
    }

    private static WebApplication Build(WebApplicationBuilder builder, ServeArguments arguments, ServedModels models)
    {
        builder.WebHost.UseUrls(arguments.Urls);
        builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        // The framework tells what we tell ourselves, and a failed start with a stack trace.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddSwiftDiffusionGateway(gateway =>
        {
            gateway.AdapterTiming = arguments.Adapters.Timing ?? gateway.AdapterTiming;
            foreach (string origin in arguments.CorsOrigins)
                gateway.CorsOrigins.Add(origin);
        });
        // A request may take as long while stopping as at any other time.
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<GatewayOptions>>((host, gateway) => host.ShutdownTimeout = gateway.Value.GenerationTimeout);
        builder.Services.AddSingleton(models.Models);
        builder.Services.AddSingleton<EngineGenerationService>();
        builder.Services.AddSingleton<IGenerationService>(services => services.GetRequiredService<EngineGenerationService>());
        builder.Services.AddSingleton<IPictureService, PictureService>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
        return builder.Build().MapSwiftDiffusion();
    }
}
