using System.Globalization;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.Events;
using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Gateway.Jobs;

/// <summary>
/// <c>GET /v1/jobs/{id}/events</c>: what happened to the job after <c>Last-Event-ID</c>, and what happens, until its end. A client that has heard
/// the end already is told so with 204, upon which browsers stop asking (HTML Living Standard, 9.2). A server that is to stop ends the stream, and the client
/// asks the next one for what came after the last event it has.
/// </summary>
internal sealed class JobEventsApi(
    JobsApi api, JobQueue jobs, JobEvents events, DrainDeadline drain, IOptions<GatewayOptions> options, TimeProvider time, ProblemWriter problems)
{
    private const string Header = "Last-Event-ID";

    public async Task HandleAsync(HttpContext context, string id)
    {
        if (await api.FindAsync(context, id) is not { } job)
            return;
        if (ReadAfter(context.Request) is not { } after)
        {
            var problem = new RequestProblem(Header, "something else", "the id of an event, a whole number", FailureCode.InvalidRequest);
            await problems.WriteAsync(context, ApiProblem.From([problem]));
            return;
        }

        if (job.HasEnded && after == job.LastSequence)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Stopping);
        var stream = new JobEventStream(context.Response, jobs, job.Id, either.Token);
        try
        {
            await stream.RunAsync(events.WatchAsync(job.Id, after, either.Token), options.Value.KeepAlive, time);
        }
        catch (OperationCanceledException) when (drain.Stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // What was written stays whole; there is only nothing after it.
        }
    }

    /// <summary>The last event that the client has; 0 when it begins, null when it says something else.</summary>
    private static long? ReadAfter(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values) || string.IsNullOrEmpty(values))
            return 0;
        return long.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out long after) ? after : null;
    }
}
