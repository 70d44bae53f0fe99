using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class RolesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private OpenQueue? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store of its own, which gateway and worker find by its socket.</summary>
    public async ValueTask InitializeAsync() => _store = await OpenQueue.OpenAsync(
        new QueueOptions { DataFolder = _folder.Path }, QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);

    [Fact]
    public async Task A_gateway_and_a_worker_share_the_work_over_a_store()
    {
        await using var gateway = await StartAsync("gateway");
        using (var unready = await _client.GetAsync(Url(gateway, "readyz"), Cancellation))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);

        await using var worker = await StartAsync("worker");
        await ReadyAsync(worker);
        await ReadyAsync(gateway);

        // The gateway has no model; its list is the workers'.
        var models = await _client.GetFromJsonAsync<JsonElement>(Url(gateway, "v1/models"), Cancellation);
        Assert.Equal(Path.GetFileName(TestModels.BuiltIn), models.GetProperty("data")[0].GetProperty("id").GetString());
        using var answer = await _client.PostAsJsonAsync(
            Url(gateway, "v1/images/generations"), new JsonObject { ["prompt"] = "red heart", ["num_inference_steps"] = 2, ["size"] = "64x64", ["seed"] = 7 }, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        var picture = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("data")[0];
        Assert.NotEmpty(picture.GetProperty("b64_json").GetBytesFromBase64());

        string metrics = await _client.GetStringAsync(Url(worker, "metrics"), Cancellation);
        Assert.Contains("swiftdiffusion_worker_jobs_total", metrics, StringComparison.Ordinal);
        Assert.Contains("swiftdiffusion_engine_step_duration_seconds", metrics, StringComparison.Ordinal);
        Assert.Contains("swiftdiffusion_queue_open_jobs", await _client.GetStringAsync(Url(gateway, "metrics"), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_that_a_gateway_was_sent_is_offered_when_all_workers_have_it()
    {
        await using var gateway = await StartAsync("gateway");
        await using var first = await StartAsync("worker");
        await using var second = await StartAsync("worker");
        await ReadyAsync(first);
        await ReadyAsync(second);
        await ReadyAsync(gateway);

        using (var form = new MultipartFormDataContent())
        {
            form.Add(new StringContent("mine"), "name");
            form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(TestModels.Lora, Cancellation)), "file", "mine.safetensors");
            using var added = await _client.PostAsync(Url(gateway, "v1/adapters"), form, Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        }

        while ((await _client.GetFromJsonAsync<JsonElement>(Url(gateway, "v1/adapters/mine"), Cancellation)).GetProperty("state").GetString() is not "ready" and var state)
            Assert.NotEqual("failed", state);
        var workers = await _store!.Workers.ListAsync(Cancellation);
        Assert.Equal(2, workers.Count(worker => worker.Capabilities.Models[0].Loras.Contains("mine")));

        // Warm on both, though neither has had a request.
        (await _client.PostAsync(Url(gateway, "v1/adapters/mine/warm"), null, Cancellation)).Dispose();
        while ((await _client.GetFromJsonAsync<JsonElement>(Url(gateway, "v1/adapters/mine"), Cancellation)).GetProperty("warm_workers").GetInt32() < 2)
            await Task.Yield();
    }

    [Fact]
    public async Task One_trace_goes_from_the_request_to_the_phases_of_the_picture_without_its_prompt()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("SwiftDiffusion.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using (var gateway = await StartAsync("gateway"))
        await using (var worker = await StartAsync("worker"))
        {
            await ReadyAsync(gateway);
            var request = new JsonObject { ["prompt"] = "purple walrus", ["num_inference_steps"] = 1, ["size"] = "64x64" };
            using var answer = await _client.PostAsJsonAsync(Url(gateway, "v1/images/generations"), request, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // Other tests make pictures meanwhile.
        var asked = ended.Where(activity => activity.OperationName.StartsWith("generate_content", StringComparison.Ordinal));
        var worked = ended.Where(activity => activity.OperationName.StartsWith("process", StringComparison.Ordinal));
        var trace = asked.Select(activity => activity.TraceId).Intersect(worked.Select(activity => activity.TraceId)).Single();
        var activities = ended.Where(activity => activity.TraceId == trace).ToArray();
        Assert.All(["sequence", "encode", "denoise", "decode"], phase => Assert.Contains(activities, activity => activity.OperationName == phase));
        Assert.DoesNotContain(activities.SelectMany(activity => activity.TagObjects), tag => $"{tag.Value}".Contains("walrus", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_alone_has_health_checks_and_no_API()
    {
        await using var worker = await StartAsync("worker");
        await ReadyAsync(worker);

        using var live = await _client.GetAsync(Url(worker, "livez"), Cancellation);
        using var health = await _client.GetAsync(Url(worker, "healthz"), Cancellation);
        using var models = await _client.GetAsync(Url(worker, "v1/models"), Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound), (live.StatusCode, health.StatusCode, models.StatusCode));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static Uri Url(Server server, string path) => new(new Uri(server.Addresses.Single()), path);

    private Task<Server> StartAsync(string role)
    {
        var settings = ServerSettings.Read(null, new Dictionary<string, string?>
        {
            ["Server:Role"] = role,
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Server:Models"] = TestModels.BuiltIn,
            ["Queue:Store"] = $"unix:{_folder.Path}/store/store.sock",
            ["Queue:BlobFolder"] = _folder.File("blobs"),
            ["Worker:HeartbeatInterval"] = "00:00:00.200",
        });
        return Server.StartAsync(settings, Cancellation);
    }

    private async Task ReadyAsync(Server server)
    {
        while (true)
        {
            using var response = await _client.GetAsync(Url(server, "readyz"), Cancellation);
            if (response.IsSuccessStatusCode)
                return;
            await Task.Yield();
        }
    }
}
