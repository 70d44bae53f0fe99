using System.Net;
using System.Text.Json;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class ProgressApiTests
{
    private static readonly byte[] Preview = [.. Samples.PngBytes, 9];

    [Fact]
    public async Task Without_a_task_there_is_no_progress()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var json = await ProgressAsync(gateway);
        Assert.Equal(0, json.GetProperty("progress").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("current_image").ValueKind);
        Assert.Equal(0, json.GetProperty("state").GetProperty("job_count").GetInt32());
    }

    [Fact]
    public async Task A_running_task_can_be_watched_by_everybody_and_by_name()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var work = new PausedWork(gateway.Service);
        var answer = gateway.PostAsync("sdapi/v1/txt2img", """{"steps":4,"n_iter":2,"force_task_id":"mine"}""");
        await work.Reported;

        var json = await ProgressAsync(gateway);
        // One of two images has made half of its steps.
        Assert.Equal(0.25, json.GetProperty("progress").GetDouble());
        Assert.Equal(Preview, json.GetProperty("current_image").GetBytesFromBase64());
        var state = json.GetProperty("state");
        Assert.Equal(("mine", 2, 2, 4), (state.GetProperty("job").GetString(), state.GetProperty("job_count").GetInt32(), state.GetProperty("sampling_step").GetInt32(), state.GetProperty("sampling_steps").GetInt32()));
        foreach (string query in (string[])["?skip_current_image=true", "?skipCurrentImage=True"])
            Assert.Equal(JsonValueKind.Null, (await ProgressAsync(gateway, query)).GetProperty("current_image").ValueKind);

        var task = await TaskAsync(gateway, """{"id_task":"mine","id_live_preview":-1,"live_preview":true}""");
        Assert.True(task.GetProperty("active").GetBoolean());
        Assert.StartsWith("data:image/png;base64,", task.GetProperty("live_preview").GetString(), StringComparison.Ordinal);
        var again = await TaskAsync(gateway, $$"""{"id_task":"mine","id_live_preview":{{task.GetProperty("id_live_preview").GetInt32()}}}""");
        Assert.False(again.TryGetProperty("live_preview", out _));

        work.Finish();
        (await answer).Dispose();
        task = await TaskAsync(gateway, """{"id_task":"mine"}""");
        Assert.Equal((false, true), (task.GetProperty("active").GetBoolean(), task.GetProperty("completed").GetBoolean()));
    }

    [Theory]
    [InlineData("interrupt", false)]
    [InlineData("skip", true)]
    public async Task A_stopped_task_answers_with_what_there_is_to_see(string route, bool isSkip)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var work = new PausedWork(gateway.Service);
        var answer = gateway.PostAsync("sdapi/v1/txt2img", """{"steps":4,"n_iter":2}""");
        await work.Reported;

        using var stopped = await gateway.PostAsync($"sdapi/v1/{route}", "{}");
        Assert.Equal("{}", await stopped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal(Preview, Assert.Single(json.GetProperty("images").EnumerateArray()).GetBytesFromBase64());
        var extra = JsonElement.Parse(json.GetProperty("info").GetString()!).GetProperty("extra_generation_params");
        Assert.Equal(isSkip ? "skipped" : "interrupted", extra.GetProperty("Stopped").GetString());
    }

    [Fact]
    public async Task A_task_no_device_works_on_is_pending()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var (asked, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Service.Answer = async (job, _) =>
        {
            asked.SetResult();
            await done.Task;
            return Samples.Result(job);
        };
        var answer = gateway.PostAsync("sdapi/v1/txt2img", """{"force_task_id":"mine"}""");
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        using var pending = await gateway.GetAsync("internal/pending-tasks");
        Assert.Equal("""{"size":1,"tasks":["mine"]}""", await pending.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True((await TaskAsync(gateway, """{"id_task":"mine"}""")).GetProperty("queued").GetBoolean());
        done.SetResult();
        (await answer).Dispose();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id_task":7}""")]
    [InlineData("[]")]
    public async Task A_question_without_a_task_is_refused(string body)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("internal/progress", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task Stopping_without_a_task_does_nothing()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("sdapi/v1/interrupt", "");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<JsonElement> ProgressAsync(RunningGateway gateway, string query = "")
    {
        using var response = await gateway.GetAsync($"sdapi/v1/progress{query}");
        return await RunningGateway.JsonOf(response);
    }

    private static async Task<JsonElement> TaskAsync(RunningGateway gateway, string body)
    {
        using var response = await gateway.PostAsync("internal/progress", body);
        return await RunningGateway.JsonOf(response);
    }

    /// <summary>Work that reports half of the first image and a preview, then waits to be finished or stopped.</summary>
    private sealed class PausedWork
    {
        private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PausedWork(FakeGenerationService service)
        {
            service.Meanwhile = (_, progress) =>
            {
                progress.Report(new GenerationProgress.Started());
                progress.Report(new GenerationProgress.Stepped(0, 2, 4));
                progress.Report(new GenerationProgress.Previewed(0, 0, Preview));
                _reported.SetResult();
                return Task.CompletedTask;
            };
            service.Answer = async (job, cancellationToken) =>
            {
                await _finished.Task.WaitAsync(cancellationToken);
                return Samples.Result(job);
            };
        }

        public Task Reported => _reported.Task.WaitAsync(TestContext.Current.CancellationToken);

        public void Finish() => _finished.SetResult();
    }
}
