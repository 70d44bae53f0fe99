using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using SwiftDiffusion.Host.Configuration;

namespace SwiftDiffusion.Host.Telemetry;

/// <summary>
/// Where a server logs: the console, and the collector when there is one, with trace and activity of whatever was going on. Made before the services, because
/// the queue logs before they exist.
/// </summary>
internal static class ServerLogging
{
    private const string Section = "Logging";

    public static ILoggerFactory Create(ServerSettings settings) => LoggerFactory.Create(logging =>
    {
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        // The framework and the store tell what we tell ourselves, and a failed start with a stack trace.
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("SwiftDiffusion", LogLevel.Information);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // The embedded store tells its own cancelled tasks as failures at every stop; what fails for a caller is told to the caller.
        logging.AddFilter("StoreWrapper", LogLevel.Critical);
        // Last, so that it wins.
        logging.AddConfiguration(settings.Sources.Root.GetSection(Section));
        if (settings.Telemetry.OtlpEndpoint is not null)
        {
            logging.AddOpenTelemetry(log =>
            {
                log.IncludeFormattedMessage = true;
                log.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(settings.Telemetry.ServiceName));
                log.AddOtlpExporter(otlp => ServerTelemetry.Configure(otlp, settings.Telemetry, "v1/logs"));
            });
        }
    });
}
