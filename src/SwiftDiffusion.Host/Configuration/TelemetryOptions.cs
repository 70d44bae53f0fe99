using System.ComponentModel.DataAnnotations;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>What the process tells of itself, and to whom (configuration section <c>Telemetry</c>).</summary>
public sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Whether <c>/metrics</c> answers Prometheus.</summary>
    public bool Prometheus { get; set; } = true;

    /// <summary>Where traces, metrics and logs are sent by OTLP, such as <c>http://collector:4317</c>; null for nowhere.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How they are sent: <c>Grpc</c>, or <c>HttpProtobuf</c> (usually port 4318).</summary>
    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>Headers for the collector, as <c>name=value,name=value</c>.</summary>
    public string? OtlpHeaders { get; set; }

    /// <summary>What the service is called in traces and metrics.</summary>
    [Required]
    public string ServiceName { get; set; } = "swiftdiffusion";

    /// <summary>Share of requests that are traced, 0..1, unless their client has decided.</summary>
    [Range(0.0, 1.0)]
    public double TracedShare { get; set; } = 1;

    /// <summary>Whether traces carry the text of prompts. People write private things into prompts.</summary>
    public bool IncludePrompts { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OtlpEndpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
            yield return new ValidationResult($"OtlpEndpoint is '{endpoint}'; expected an address such as http://127.0.0.1:4317.", [nameof(OtlpEndpoint)]);
    }
}

/// <summary>Ways to speak OTLP.</summary>
public enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}
