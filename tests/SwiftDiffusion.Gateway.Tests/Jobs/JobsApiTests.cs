using System.Net;
using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Jobs;

public sealed class JobsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_accepted_at_once_and_shows_every_member()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var response = await gateway.PostAsync("v1/jobs", """{"prompt":"a red house","priority":"high"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("1", response.Headers.RetryAfter?.ToString());
        var job = await RunningGateway.JsonOf(response);
        string id = job.GetProperty("id").GetString()!;
        Assert.Equal($"/v1/jobs/{id}", response.Headers.Location?.OriginalString);
        Assert.Equal(
            ["id", "object", "status", "created_at", "model", "priority", "position", "estimated_wait_seconds", "attempts", "worker", "started_at", "finished_at",
                "expires_at", "progress", "error", "images", "timings", "urls"],
            job.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("job", "queued", "high", 1), (Text(job, "object"), Text(job, "status"), Text(job, "priority"), job.GetProperty("position").GetInt32()));
        Assert.Equal(JsonValueKind.Null, job.GetProperty("started_at").ValueKind);
        Assert.Equal($"/v1/jobs/{id}/events", job.GetProperty("urls").GetProperty("events").GetString());
    }

    [Fact]
    public async Task A_completed_job_has_its_pictures_and_says_where_the_time_went()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await using (var leased = await gateway.ClaimAsync())
        {
            await leased.StepAsync(0, 5, 20, null, Token);
            var running = await JobAsync(gateway, id);
            Assert.Equal(("running", "w1", """{"image":0,"step":5,"steps":20}"""), (Text(running, "status"), Text(running, "worker"), running.GetProperty("progress").GetRawText()));
            using var early = await gateway.GetAsync($"v1/jobs/{id}/images/0");
            Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
            var picture = new GeneratedImage(Samples.PngBytes, "image/png", 7, "infotext", [0, 6]);
            await leased.CompleteAsync(new GenerationResult([picture], Samples.Result(leased.Job).Timings), Token);
        }

        var job = await JobAsync(gateway, id);
        Assert.Equal("completed", Text(job, "status"));
        Assert.Equal(4.5, job.GetProperty("timings").GetProperty("denoise_ms").GetDouble());
        var image = job.GetProperty("images")[0];
        Assert.Equal((7L, 6, "infotext"), (image.GetProperty("seed").GetInt64(), image.GetProperty("attached_at").GetInt32(), Text(image, "infotext")));
        using var file = await gateway.GetAsync(Text(image, "url")!);
        Assert.Equal("image/png", file.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Samples.PngBytes, await file.Content.ReadAsByteArrayAsync(Token));
        using var other = await gateway.GetAsync($"v1/jobs/{id}/images/1");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_failed_job_says_why()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await using (var leased = await gateway.ClaimAsync())
            await leased.FailAsync(new JobFailure(FailureCode.OutOfMemory, "Too large."), Token);
        var job = await JobAsync(gateway, id);
        Assert.Equal("""{"message":"Too large.","type":"server_error","param":null,"code":"out_of_memory"}""", job.GetProperty("error").GetRawText());
    }

    [Theory]
    [InlineData("v1/jobs/job_0123456789abcdef0123456789abcdef")]
    [InlineData("v1/jobs/nonsense")]
    [InlineData("v1/jobs/nonsense/images/0")]
    [InlineData("v1/jobs/nonsense/events")]
    public async Task An_unknown_job_is_not_found(string path)
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("unknown_job", Text((await RunningGateway.JsonOf(response)).GetProperty("error"), "code"));
    }

    [Fact]
    public async Task The_list_has_the_newest_first_and_goes_on_where_it_ended()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string[] ids = [await gateway.SubmitAsync(), await gateway.SubmitAsync(), await gateway.SubmitAsync()];
        var first = await ListAsync(gateway, "v1/jobs?limit=2");
        var second = await ListAsync(gateway, $"v1/jobs?limit=2&before={ids[1]}");
        Assert.Equal([ids[2], ids[1]], first.Ids);
        Assert.True(first.HasMore);
        Assert.Equal([ids[0]], second.Ids);
        Assert.False(second.HasMore);
        using var bad = await gateway.GetAsync("v1/jobs?limit=0");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task A_cancelled_job_is_returned_and_one_that_has_ended_stays_as_it_is()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string cancelled = await gateway.SubmitAsync(), completed = await gateway.SubmitAsync();
        using var first = await gateway.SendAsync(HttpMethod.Delete, $"v1/jobs/{cancelled}", null);
        var job = await RunningGateway.JsonOf(first);
        Assert.Equal(("cancelled", JsonValueKind.Null), (Text(job, "status"), job.GetProperty("error").ValueKind));
        await gateway.WorkAsync();
        using var second = await gateway.PostAsync($"v1/jobs/{completed}/cancel", "");
        Assert.Equal((HttpStatusCode.OK, "completed"), (second.StatusCode, Text(await RunningGateway.JsonOf(second), "status")));
    }

    [Fact]
    public async Task A_job_of_high_priority_goes_first()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await gateway.SubmitAsync("""{"prompt":"later","priority":"low"}""");
        await gateway.SubmitAsync("""{"prompt":"first","priority":"high"}""");
        await using var job = await gateway.ClaimAsync();
        Assert.Equal("first", job.Job.Prompt);
    }

    private static async Task<JsonElement> JobAsync(QueuedGateway gateway, string id)
    {
        using var response = await gateway.GetAsync($"v1/jobs/{id}");
        return await RunningGateway.JsonOf(response);
    }

    private static async Task<(string[] Ids, bool HasMore)> ListAsync(QueuedGateway gateway, string path)
    {
        using var response = await gateway.GetAsync(path);
        var list = await RunningGateway.JsonOf(response);
        return ([.. list.GetProperty("data").EnumerateArray().Select(job => Text(job, "id")!)], list.GetProperty("has_more").GetBoolean());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
