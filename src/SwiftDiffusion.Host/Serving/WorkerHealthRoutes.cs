using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SwiftDiffusion.Worker;

namespace SwiftDiffusion.Host.Serving;

/// <summary>
/// The health checks of a worker alone, with the gateway's paths and bodies. <c>/livez</c>: the process answers, whatever the store does. <c>/readyz</c>: jobs are
/// claimed, or why not.
/// </summary>
internal static class WorkerHealthRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/livez", () => TypedResults.Json(new HealthBody("live", null, null)));
        app.MapGet("/readyz", (WorkerStatus status) => Answer(status, null));
        app.MapGet("/healthz", (WorkerStatus status, IJobEngine engine) => Answer(status, [.. engine.Models.Select(model => model.Id)]));
    }

    private static JsonHttpResult<HealthBody> Answer(WorkerStatus status, ImmutableArray<string>? models) => status.NotReady is { } reason
        ? TypedResults.Json(new HealthBody("not_ready", reason, models), statusCode: StatusCodes.Status503ServiceUnavailable)
        : TypedResults.Json(new HealthBody("ready", null, models));

    private sealed record HealthBody(string Status, string? Reason, ImmutableArray<string>? Models);
}
