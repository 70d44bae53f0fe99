using Microsoft.AspNetCore.Http;
using SwiftDiffusion.LoadGen.Targets;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

public sealed class JobsTargetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_followed_by_its_events_and_then_read()
    {
        await using var server = await FakeServer.StartAsync(Server(
            events: "event: progress\ndata: {\"status\":\"running\"}\n\nevent: completed\ndata: {}\n\n",
            job: """{"id":"7","status":"completed"}"""));

        var answer = await SendAsync(server);

        Assert.Equal(["POST /v1/jobs", "GET /v1/jobs/7/events", "GET /v1/jobs/7"], server.Calls);
        Assert.Equal((Outcome.Completed, 200), (answer.Outcome, answer.Status));
        Assert.Equal(5, answer.PhasesMs["queue"]);
    }

    [Fact]
    public async Task Without_events_the_job_is_asked_for_until_it_has_ended()
    {
        int looks = 0;
        var time = new WatchedTime();
        await using var server = await FakeServer.StartAsync(context => context switch
        {
            { Request.Method: "POST" } => Accept(context),
            { Request.Path.Value: "/v1/jobs/7" } => FakeServer.WriteAsync(context, 200, Interlocked.Increment(ref looks) < 2 ? """{"status":"running"}""" : """{"status":"succeeded"}"""),
            _ => FakeServer.WriteAsync(context, 404, "{}"),
        });

        var sending = SendAsync(server, time);
        await time.WaitingFor(TimeSpan.FromMilliseconds(100)).WaitAsync(Cancellation);
        Assert.Equal(1, looks);
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal((Outcome.Completed, 2), ((await sending).Outcome, looks));
    }

    [Fact]
    public async Task A_failed_job_gives_its_reason()
    {
        await using var server = await FakeServer.StartAsync(Server(events: "event: failed\ndata: {}\n\n", job: """{"status":"failed","error":{"message":"The adapter is broken."}}"""));

        var answer = await SendAsync(server);

        Assert.Equal((Outcome.Failed, "The adapter is broken."), (answer.Outcome, answer.Error));
    }

    [Fact]
    public async Task A_refused_job_is_not_followed()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 429, """{"error":{"message":"Full."}}"""));

        var answer = await SendAsync(server);

        Assert.Equal((Outcome.Refused, "Full."), (answer.Outcome, answer.Error));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_cancelled_request_takes_its_job_back()
    {
        using var patience = new CancellationTokenSource();
        var deleted = new TaskCompletionSource();
        await using var server = await FakeServer.StartAsync(async context =>
        {
            if (context.Request.Method == "POST")
            {
                await Accept(context);
            }
            else if (context.Request.Method == "DELETE")
            {
                deleted.SetResult();
                await FakeServer.WriteAsync(context, 200, "{}");
            }
            else
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(": waiting\n\n");
                await context.Response.Body.FlushAsync();
                await patience.CancelAsync();
                await deleted.Task.WaitAsync(Cancellation);
            }
        });
        using var client = ApiClient.Create(server.Address);
        var target = new JobsTarget(client, new TargetOptions(server.Address), TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.SendAsync(Requests.Plain, patience.Token));

        Assert.True(deleted.Task.IsCompletedSuccessfully);
        Assert.Contains("DELETE /v1/jobs/7", server.Calls);
    }

    private static RequestDelegate Server(string events, string job) => context =>
    {
        if (context.Request.Method == "POST")
            return Accept(context);
        if (!context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            context.Response.Headers["Server-Timing"] = "queue;dur=5";
            return FakeServer.WriteAsync(context, 200, job);
        }

        context.Response.ContentType = "text/event-stream";
        return context.Response.WriteAsync(events);
    };

    private static Task Accept(HttpContext context)
    {
        context.Response.Headers.Location = "/v1/jobs/7";
        return FakeServer.WriteAsync(context, 202, """{"id":"7","status":"queued"}""");
    }

    private static async Task<Answer> SendAsync(FakeServer server, TimeProvider? time = null)
    {
        using var client = ApiClient.Create(server.Address);
        return await new JobsTarget(client, new TargetOptions(server.Address), time ?? TimeProvider.System).SendAsync(Requests.Plain, Cancellation);
    }
}
