namespace SwiftDiffusion.Gateway.Health;

/// <summary>
/// <c>/livez</c>: the process answers, whatever else is broken, so that nobody restarts it for somebody else's fault.
/// <c>/readyz</c>: send requests here, or why not. <c>/healthz</c>: readiness and what is served, for people.
/// </summary>
internal sealed class HealthApi(IGenerationService service)
{
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, new HealthBody("live"));

    public Task ReadyAsync(HttpContext context) => WriteAsync(context, ReadinessBody());

    public Task HealthAsync(HttpContext context) =>
        WriteAsync(context, ReadinessBody() with { Models = [.. service.Models.Select(model => model.Id)] });

    private HealthBody ReadinessBody() =>
        service.Readiness is { IsReady: false } notReady ? new HealthBody("not_ready", notReady.Reason) : new HealthBody("ready");

    private static Task WriteAsync(HttpContext context, HealthBody body)
    {
        context.Response.StatusCode = body.Reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, GatewayJson.Default.HealthBody, contentType: null, context.RequestAborted);
    }
}
