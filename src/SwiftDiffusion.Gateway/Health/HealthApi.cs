namespace SwiftDiffusion.Gateway.Health;

/// <summary>
/// <c>/livez</c>: the process answers, whatever else is broken, so that nobody restarts it for somebody else's fault.
/// <c>/readyz</c>: send requests here, or why not; with <c>?exclude=workers</c> whether they can be taken in, though perhaps nobody works on them yet: a
/// balancer that asked for more would close the door on clients who should be told to try again, and on jobs that may wait. <c>/healthz</c>: readiness and what is served, for people.
/// </summary>
internal sealed class HealthApi(IGenerationService service)
{
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, new HealthBody("live"));

    public Task ReadyAsync(HttpContext context) =>
        WriteAsync(context, BodyOf(context.Request.Query["exclude"].Contains("workers") ? service.Intake : service.Readiness));

    public Task HealthAsync(HttpContext context) =>
        WriteAsync(context, BodyOf(service.Readiness) with { Models = [.. service.Models.Select(model => model.Id)] });

    private static HealthBody BodyOf(Readiness readiness) => readiness.IsReady ? new HealthBody("ready") : new HealthBody("not_ready", readiness.Reason);

    private static Task WriteAsync(HttpContext context, HealthBody body)
    {
        context.Response.StatusCode = body.Reason is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(body, GatewayJson.Default.HealthBody, contentType: null, context.RequestAborted);
    }
}
