using System.Net;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Tests.Jobs;

public sealed class JobSubmissionsTests
{
    private const string Body = """{"prompt":"a red house"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_waits_is_answered_with_the_job_as_it_is_when_the_gateway_is_to_stop()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asking = gateway.PostAsync("v1/jobs", Body, ("Prefer", "wait=60"));
        await using var job = await gateway.ClaimAsync();
        gateway.Stop();
        using var response = await asking;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("running", (await RunningGateway.JsonOf(response)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_job_and_another_one_is_refused()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var key = ("Idempotency-Key", "order-1");
        string id = await gateway.SubmitAsync(Body, key);
        Assert.Equal(id, await gateway.SubmitAsync(Body, key));
        using var response = await gateway.PostAsync("v1/jobs", """{"prompt":"a blue house"}""", key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("idempotency_conflict", (await RunningGateway.JsonOf(response)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(1, (await gateway.Queue.Jobs.TotalsAsync(Token)).Waiting);
    }

    [Fact]
    public async Task A_client_that_prefers_to_wait_gets_the_ended_job()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asking = gateway.PostAsync("v1/jobs", Body, ("Prefer", "respond-async, wait=30"));
        await gateway.WorkAsync();
        using var response = await asking;
        Assert.Equal((HttpStatusCode.OK, "wait=30"), (response.StatusCode, Assert.Single(response.Headers.GetValues("Preference-Applied"))));
        Assert.Equal("completed", (await RunningGateway.JsonOf(response)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_wait_that_is_over_before_the_job_is_answers_with_the_job_as_it_is()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/jobs", Body, ("Prefer", "wait=0"));
        Assert.Equal((HttpStatusCode.Accepted, "wait=0"), (response.StatusCode, Assert.Single(response.Headers.GetValues("Preference-Applied"))));
        Assert.Equal("queued", (await RunningGateway.JsonOf(response)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_cancels_nothing()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/jobs") { Content = new StringContent(Body, null, "application/json") };
        request.Headers.Add("Prefer", "wait=60");
        var asking = gateway.Client.SendAsync(request, leaving.Token);
        await using var job = await gateway.ClaimAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        await job.CompleteAsync(Samples.Result(job.Job), Token);
        Assert.Equal(JobState.Completed, (await gateway.Queue.Jobs.FindAsync(job.Id, Token))!.State);
    }

    [Fact]
    public async Task A_picture_a_mask_and_a_strength_reach_the_worker()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await gateway.SubmitAsync($$"""
            {"prompt":"p","image":"{{Samples.PngOfBase64(256, 128)}}","mask":"data:image/png;base64,{{Samples.PngBase64}}","strength":0.5,"mask_blur":4,"previews":true}
            """);
        await using var job = await gateway.ClaimAsync();
        var source = job.Job.Source!;
        Assert.Equal((0.5, MaskPolarity.WhiteRepaints, 4.0), (source.Strength, source.Mask!.Polarity, source.Mask.Blur));
        Assert.Equal(Samples.PngOf(256, 128), source.Image.ToArray());
        Assert.Equal((176, 96), (job.Job.Width, job.Job.Height));
        Assert.Equal(JobLimits.MaxPreviews, job.Job.PreviewCount);
    }

    [Fact]
    public async Task A_job_that_is_not_started_in_time_has_a_deadline()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync("""{"prompt":"p","start_timeout_seconds":5,"timeout_seconds":60.5}""");
        var job = (await gateway.Queue.Jobs.FindAsync(JobId.Parse(id), Token))!;
        Assert.Equal((5, 60.5), ((job.StartDeadline - job.Submitted)!.Value.TotalSeconds, (job.Deadline - job.Submitted)!.Value.TotalSeconds));
    }

    [Theory]
    [InlineData("""{"prompt":"p","n":0,"priority":"urgent","timeout_seconds":-1,"sed":1}""", "n priority timeout_seconds sed")]
    [InlineData("""{"prompt":"p","mask":"PNG","strength":0.5}""", "mask strength")]
    [InlineData("""{"prompt":"p","stream":true,"previews":false,"partial_images":1}""", "partial_images stream")]
    [InlineData("""{"prompt":"p","webhook_url":"https://example.com/hook"}""", "webhook_url")]
    [InlineData("[]", "")]
    public async Task A_bad_request_is_answered_with_every_problem(string body, string fields)
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/jobs", body.Replace("PNG", Samples.PngBase64, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var found = (await RunningGateway.JsonOf(response)).GetProperty("errors").EnumerateArray()
            .Select(problem => problem.GetProperty("field").GetString() ?? "");
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_idempotency_key_must_be_short()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/jobs", Body, ("Idempotency-Key", new string('a', 256)));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
