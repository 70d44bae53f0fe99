namespace SwiftDiffusion.LoadGen.Targets;

/// <summary>The three API faces.</summary>
internal enum TargetFace
{
    /// <summary><c>POST /v1/images/generations</c>.</summary>
    OpenAI,

    /// <summary><c>POST /sdapi/v1/txt2img</c>.</summary>
    A1111,

    /// <summary><c>POST /v1/jobs</c>.</summary>
    Jobs,
}

/// <summary>The server under load.</summary>
/// <param name="Address">Its root.</param>
/// <param name="Model">The model that requests name; null for the server's default.</param>
/// <param name="ApiKey">Sent with every request; null for none.</param>
/// <param name="SendsTraceKeys">Whether a request's own key replaces <paramref name="ApiKey"/>.</param>
internal sealed record TargetOptions(Uri Address, string? Model = null, string? ApiKey = null, bool SendsTraceKeys = false)
{
    /// <summary>What authorizes a request; null for nothing.</summary>
    public string? KeyOf(string? traceKey) => SendsTraceKeys && traceKey is not null ? traceKey : ApiKey;
}
