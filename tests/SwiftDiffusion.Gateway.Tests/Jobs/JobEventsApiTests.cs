using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.Jobs;

namespace SwiftDiffusion.Gateway.Tests.Jobs;

public sealed class JobEventsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_hears_everything_that_happens_up_to_the_end()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await using var events = await OpenAsync(gateway, id);
        Assert.Equal(("queued", "1", """{"position":1,"estimated_wait_seconds":null}"""), await events.NextAsync());

        await using var job = await gateway.ClaimAsync();
        Assert.Equal(("started", "2", """{"worker":"w1","attempt":1}"""), await events.NextAsync());
        await job.LoadingAsync("watercolor", 0.4, Token);
        Assert.Equal(("adapter", "3", """{"name":"watercolor","state":"loading","fraction":0.4}"""), await events.NextAsync());
        await job.AttachedAsync("watercolor", 0, 6, Token);
        Assert.Equal(("adapter", "4", """{"name":"watercolor","state":"attached","image":0,"step":6}"""), await events.NextAsync());
        await job.StepAsync(0, 7, 20, null, Token);
        Assert.Equal(("step", "5", """{"image":0,"step":7,"steps":20}"""), await events.NextAsync());
        await job.StepAsync(0, 8, 20, new JobPreview(new byte[] { 1, 2, 3 }, "image/jpeg"), Token);
        var preview = await events.NextAsync();
        Assert.Equal("data:image/jpeg;base64,AQID", JsonElement.Parse(preview.Data).GetProperty("preview").GetString());
        await job.CompleteAsync(Samples.Result(job.Job), Token);

        var (name, last, data) = await events.NextAsync();
        Assert.Equal(("completed", "7", id), (name, last, JsonElement.Parse(data).GetProperty("id").GetString()));
        Assert.False(await events.HasNextAsync());
    }

    [Fact]
    public async Task A_client_that_comes_back_misses_nothing_and_one_that_has_heard_the_end_is_told_to_stop()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await gateway.WorkAsync();
        await using (var events = await OpenAsync(gateway, id, "2"))
        {
            Assert.Equal("completed", (await events.NextAsync()).Name);
            Assert.False(await events.HasNextAsync());
        }

        // The store must have lost what this one has heard.
        await using (var events = await OpenAsync(gateway, id, "9"))
            Assert.Equal("completed", (await events.NextAsync()).Name);
        using var over = await gateway.GetAsync($"v1/jobs/{id}/events", ("Last-Event-ID", "3"));
        Assert.Equal(HttpStatusCode.NoContent, over.StatusCode);
        using var bad = await gateway.GetAsync($"v1/jobs/{id}/events", ("Last-Event-ID", "last"));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task An_attempt_that_was_lost_is_told_and_the_job_waits_again()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await using var events = await OpenAsync(gateway, id);
        await using (var job = await gateway.ClaimAsync())
            await job.FailAsync(new JobFailure(FailureCode.DeviceLost, "The device is gone."), Token);
        await events.NextAsync();
        await events.NextAsync();
        var (name, _, data) = await events.NextAsync();
        Assert.Equal("retried", name);
        Assert.Equal("""{"attempt":1,"error":{"message":"The device is gone.","type":"server_error","param":null,"code":"device_lost"}}""", data);
    }

    [Fact]
    public async Task A_place_in_line_that_changes_is_told_without_an_id()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await gateway.SubmitAsync();
        string second = await gateway.SubmitAsync();
        await using var events = await OpenAsync(gateway, second);
        Assert.Equal(2, JsonElement.Parse((await events.NextAsync()).Data).GetProperty("position").GetInt32());
        await using var job = await gateway.ClaimAsync();
        // The parser repeats the last id for an event without one.
        var (name, _, data) = await events.NextAsync();
        Assert.Equal(("queued", 1), (name, JsonElement.Parse(data).GetProperty("position").GetInt32()));
    }

    [Fact]
    public async Task A_client_that_comes_back_while_its_job_waits_still_hears_of_its_place()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await gateway.SubmitAsync();
        string second = await gateway.SubmitAsync();
        await using var events = await OpenAsync(gateway, second, after: "1");
        var (name, _, data) = await events.NextAsync();
        Assert.Equal(("queued", 2), (name, JsonElement.Parse(data).GetProperty("position").GetInt32()));
        await using var job = await gateway.ClaimAsync();
        Assert.Equal(1, JsonElement.Parse((await events.NextAsync()).Data).GetProperty("position").GetInt32());
    }

    [Fact]
    public async Task A_gateway_that_is_to_stop_ends_the_stream_and_the_client_asks_the_next_one()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        string id = await gateway.SubmitAsync();
        await using var events = await OpenAsync(gateway, id);
        Assert.Equal("queued", (await events.NextAsync()).Name);
        gateway.Stop();
        Assert.False(await events.HasNextAsync());
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_lives()
    {
        await using var gateway = await QueuedGateway.StartAsync(options => options.KeepAlive = TimeSpan.FromMilliseconds(100));
        string id = await gateway.SubmitAsync();
        using var reader = new StreamReader(await gateway.Client.GetStreamAsync($"v1/jobs/{id}/events", Token));
        string? line = "";
        while (line is not null && !line.StartsWith(':'))
            line = await reader.ReadLineAsync(Token);
        Assert.Equal(": keep-alive", line);
    }

    private static async Task<Listening> OpenAsync(QueuedGateway gateway, string id, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{id}/events");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new Listening(response, await response.Content.ReadAsStreamAsync(Token));
    }

    /// <summary>A client on the line.</summary>
    private sealed class Listening : IAsyncDisposable
    {
        private readonly HttpResponseMessage _response;
        private readonly IAsyncEnumerator<SseItem<string>> _items;
        private readonly SseParser<string> _parser;

        public Listening(HttpResponseMessage response, Stream stream)
        {
            _response = response;
            _parser = SseParser.Create(stream);
            _items = _parser.EnumerateAsync(Token).GetAsyncEnumerator(Token);
        }

        public async Task<(string Name, string Id, string Data)> NextAsync()
        {
            Assert.True(await _items.MoveNextAsync());
            return (_items.Current.EventType, _parser.LastEventId, _items.Current.Data);
        }

        public ValueTask<bool> HasNextAsync() => _items.MoveNextAsync();

        public async ValueTask DisposeAsync()
        {
            await _items.DisposeAsync();
            _response.Dispose();
        }
    }
}
