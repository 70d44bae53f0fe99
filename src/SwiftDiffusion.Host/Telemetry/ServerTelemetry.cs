using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SwiftDiffusion.Engine;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Telemetry;

/// <summary>
/// What a server tells of itself: one trace from the HTTP request through the queue to the phases of a picture, and the figures of every part; to Prometheus
/// at <c>/metrics</c>, and to a collector when one is named.
/// </summary>
internal static class ServerTelemetry
{
    private const string GatewayName = "SwiftDiffusion.Gateway";

    /// <summary>Meters and activity sources of the product.</summary>
    private static readonly string[] Own = [GatewayName, WorkerTelemetry.Name, EngineTelemetry.Name, QueueFigures.Name];

    /// <summary>The framework's own: requests, connections, the runtime's memory and threads.</summary>
    private static readonly string[] Framework = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        var options = settings.Telemetry;
        services.AddSingleton<QueueFigures>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueFigures>());
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName).AddAttributes([new("swiftdiffusion.role", $"{settings.Server.Role}")]))
            .WithMetrics(metrics => AddMetrics(metrics, options))
            .WithTracing(traces => AddTraces(traces, options));
        return services;
    }

    /// <summary>Over HTTP each kind has its own path; over gRPC the address is all.</summary>
    public static void Configure(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        bool isHttp = options.OtlpProtocol == OtlpProtocol.HttpProtobuf;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp ? new Uri($"{options.OtlpEndpoint!.AbsoluteUri.TrimEnd('/')}/{path}") : options.OtlpEndpoint!;
        otlp.Headers = options.OtlpHeaders;
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        metrics.AddMeter([.. Own, .. Framework]);
        metrics.AddView(instrument => Own.Contains(instrument.Meter.Name) ? HistogramBounds.Of(instrument) : null);
        if (options.Prometheus)
            metrics.AddPrometheusExporter();
        if (options.OtlpEndpoint is not null)
            metrics.AddOtlpExporter(otlp => Configure(otlp, options, "v1/metrics"));
    }

    private static void AddTraces(TracerProviderBuilder traces, TelemetryOptions options)
    {
        traces.AddSource(Own);
        // Probes and scrapes would be most of the traces.
        traces.AddAspNetCoreInstrumentation(http => http.Filter = context => context.Request.Path.Value is not ("/livez" or "/readyz" or "/healthz" or "/metrics"));
        traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracedShare)));
        if (options.OtlpEndpoint is not null)
            traces.AddOtlpExporter(otlp => Configure(otlp, options, "v1/traces"));
    }
}
