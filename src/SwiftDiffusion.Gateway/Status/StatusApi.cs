using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Status;

/// <summary><c>GET /v1/status</c>: the fleet at a glance. An API key sees how busy the others are only if it is an operator's.</summary>
internal sealed class StatusApi(JobQueue jobs, FleetWatch fleet, IGenerationService service)
{
    private const int RecentJobs = 20;

    private static readonly string Version = typeof(StatusApi).Assembly.GetName().Version?.ToString(3) ?? "";

    public async Task HandleAsync(HttpContext context)
    {
        var key = ApiKey.Of(context);
        var totals = await jobs.TotalsAsync(context.RequestAborted);
        var recent = await jobs.ListAsync(key.Id, RecentJobs, before: null, context.RequestAborted);
        var byKey = totals.Keys.Where(row => key.IsOperator || row.ApiKeyId == key.Id);
        var readiness = service.Readiness;
        var body = new StatusBody(
            Version,
            readiness.IsReady,
            readiness.Reason,
            new QueueBody(totals.Waiting, totals.Running, [.. byKey.Select(row => new QueueKeyBody(row.ApiKeyId, row.Waiting, row.Running))]),
            [.. fleet.View.Workers.OrderBy(worker => worker.Capabilities.WorkerId, StringComparer.Ordinal).Select(WorkerBodies.Of)],
            [.. recent.Select(JobBodies.Of)]);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(body, JobsJson.Default.StatusBody, contentType: null, context.RequestAborted);
    }
}
