using System.Net;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Claims;

namespace SwiftDiffusion.Gateway.Tests.Fleet;

public sealed class QueuedGenerationServiceTests
{
    private const string Generations = "v1/images/generations";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_waits_is_answered_with_what_a_worker_made()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asking = gateway.PostAsync(Generations, """{"prompt":"a red house","seed":7,"n":2}""");
        await gateway.WorkAsync();
        using var response = await asking;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var images = (await RunningGateway.JsonOf(response)).GetProperty("data");
        Assert.Equal([7L, 8L], images.EnumerateArray().Select(image => image.GetProperty("seed").GetInt64()));
        Assert.Equal(Samples.PngBytes, images[1].GetProperty("b64_json").GetBytesFromBase64());
        Assert.Contains("denoise;dur=4.5", Assert.Single(response.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_web_UIs_face_runs_through_the_queue_as_well()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asking = gateway.PostAsync("sdapi/v1/txt2img", """{"prompt":"a red house"}""");
        await gateway.WorkAsync();
        using var response = await asking;
        Assert.Equal(Samples.PngBytes, (await RunningGateway.JsonOf(response)).GetProperty("images")[0].GetBytesFromBase64());
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_its_job()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var leaving = new CancellationTokenSource();
        var asking = gateway.Client.PostAsync(Generations, new StringContent("""{"prompt":"p"}""", null, "application/json"), leaving.Token);
        await using var job = await gateway.ClaimAsync();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = job.Stopped.Register(stopped.SetResult);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(StopReason.Cancelled, job.Reason);
    }

    [Fact]
    public async Task A_client_that_still_waits_when_a_stopping_gateways_time_is_over_is_told_to_ask_again_and_its_job_is_cancelled()
    {
        await using var gateway = await QueuedGateway.StartAsync(options => options.DrainTimeout = TimeSpan.Zero);
        var asking = gateway.PostAsync(Generations, """{"prompt":"p"}""");
        await using var job = await gateway.ClaimAsync();
        gateway.Stop();
        using var response = await asking;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "true"), (response.StatusCode, Assert.Single(response.Headers.GetValues("x-should-retry"))));
        Assert.Equal(JobState.Cancelled, (await gateway.Queue.Jobs.FindAsync(job.Id, Token))!.State);
    }

    [Fact]
    public async Task What_a_worker_fails_with_is_the_answer()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asking = gateway.PostAsync(Generations, """{"prompt":"p"}""");
        await using (var job = await gateway.ClaimAsync())
            await job.FailAsync(new JobFailure(FailureCode.AdapterLoadFailed, "The file is cut off.", "loras[0].name"), Token);
        using var response = await asking;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("loras[0].name", (await RunningGateway.JsonOf(response)).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_full_queue_refuses_with_advice_when_to_come_back()
    {
        await using var gateway = await QueuedGateway.StartAsync(queue: options => options.MaxBacklog = 1);
        await gateway.SubmitAsync();
        using var response = await gateway.PostAsync(Generations, """{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("2", response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task Without_a_worker_nobody_is_ready()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        using var ready = await gateway.GetAsync("readyz");
        Assert.Equal("""{"status":"not_ready","reason":"no worker has joined the queue"}""", await ready.Content.ReadAsStringAsync(Token));
        using var response = await gateway.PostAsync(Generations, """{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using var job = await gateway.PostAsync("v1/jobs", """{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, job.StatusCode);
    }
}
