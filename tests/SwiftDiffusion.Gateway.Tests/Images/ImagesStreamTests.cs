using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Images;

public sealed class ImagesStreamTests
{
    private const string Streamed = """{"prompt":"p","stream":true,"partial_images":2,"seed":7}""";
    private static readonly byte[] Preview = [.. Samples.PngBytes, 9];

    [Fact]
    public async Task Previews_come_before_the_picture()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Meanwhile = (_, progress) =>
        {
            progress.Report(new GenerationProgress.Started());
            progress.Report(new GenerationProgress.Stepped(0, 1, 20));
            progress.Report(new GenerationProgress.Previewed(0, 0, Preview));
            progress.Report(new GenerationProgress.Previewed(0, 1, Preview));
            return Task.CompletedTask;
        };
        using var response = await gateway.GenerateAsync(Streamed);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, gateway.Service.LastJob!.PreviewCount);
        var events = await Events.ReadAsync(response);
        Assert.Equal(
            ["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(e.Name, e.Data.GetProperty("type").GetString()));
        Assert.Equal([0, 1], events.Take(2).Select(e => e.Data.GetProperty("partial_image_index").GetInt32()));
        Assert.Equal(Preview, events[0].Data.GetProperty("b64_json").GetBytesFromBase64());
        var completed = events[2].Data;
        Assert.Equal(Samples.PngBytes, completed.GetProperty("b64_json").GetBytesFromBase64());
        Assert.Equal(7, completed.GetProperty("seed").GetInt64());
        Assert.Equal(0, completed.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("image_tokens").GetInt32());
        Assert.False(completed.TryGetProperty("partial_image_index", out _));
        foreach (string member in (string[])["created_at", "size", "quality", "background", "output_format"])
            Assert.All(events, e => Assert.True(e.Data.TryGetProperty(member, out _), member));
    }

    [Fact]
    public async Task Without_previews_each_picture_is_one_event()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GenerateAsync("""{"prompt":"p","stream":true,"n":2}""");
        var events = await Events.ReadAsync(response);
        Assert.Equal(["image_generation.completed", "image_generation.completed"], events.Select(e => e.Name));
        Assert.Equal([0, 1], events.Select(e => e.Data.GetProperty("image_index").GetInt32()));
    }

    [Fact]
    public async Task A_failure_before_the_work_is_an_ordinary_error()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(new JobFailure(FailureCode.Overloaded, "Too much to do."));
        using var response = await gateway.GenerateAsync(Streamed);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_failure_during_the_work_is_an_event()
    {
        // Nothing else may make the answer begin.
        await using var gateway = await RunningGateway.StartAsync(options => options.KeepAlive = TimeSpan.FromMinutes(10));
        gateway.Service.Meanwhile = (_, progress) =>
        {
            progress.Report(new GenerationProgress.Started());
            return Task.CompletedTask;
        };
        // The answer must have begun before the work fails.
        var begun = new TaskCompletionSource();
        gateway.Service.Answer = async (_, _) =>
        {
            await begun.Task;
            return new JobFailure(FailureCode.DeviceLost, "It is gone.");
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/images/generations") { Content = new StringContent(Streamed, Encoding.UTF8, "application/json") };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        begun.SetResult();

        var (name, data) = Assert.Single(await Events.ReadAsync(response));
        Assert.Equal("error", name);
        Assert.Equal(("It is gone.", "device_lost", "server_error"), (Text("message"), Text("code"), Text("type")));

        string? Text(string member) => data.GetProperty("error").GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_silent_stream_says_that_it_is_still_there()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = await RunningGateway.StartAsync(options => options.KeepAlive = TimeSpan.FromSeconds(15), time);
        var (started, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Service.Answer = async (job, _) =>
        {
            started.SetResult();
            await done.Task;
            return Samples.Result(job);
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/images/generations") { Content = new StringContent(Streamed, Encoding.UTF8, "application/json") };
        var answer = gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(15));

        using var response = await answer;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(": keep-alive", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        done.SetResult();
        Assert.Contains("image_generation.completed", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_a_stream_ends_the_work()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var cancelled = new TaskCompletionSource();
        gateway.Service.Meanwhile = (_, progress) =>
        {
            progress.Report(new GenerationProgress.Started());
            return Task.CompletedTask;
        };
        gateway.Service.Answer = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            return new JobFailure(FailureCode.Cancelled, "cancelled");
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/images/generations") { Content = new StringContent(Streamed, Encoding.UTF8, "application/json") };
        var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        response.Dispose();

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
