using System.Net;
using System.Text.Json;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway.Tests.Keys;
using static SwiftDiffusion.Gateway.Tests.Registry.RegistryCalls;

namespace SwiftDiffusion.Gateway.Tests.Registry;

public sealed class ModelRegistryTests
{
    private const string Body = """{"name":"far","source":"https://example.com/far.zip?signature=secret"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_a_model_to_OpenAIs_clients_and_listed_once_a_worker_serves_it()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using (var added = await gateway.PostAsync("v1/models", Body))
        {
            Assert.Equal((HttpStatusCode.Accepted, "/v1/models/far"), (added.StatusCode, added.Headers.Location?.ToString()));
            AssertModel(await RunningGateway.JsonOf(added), "pending");
        }

        Assert.Equal(["tiny", "owner/plain"], Ids(await GetAsync(gateway, "v1/models")));
        Assert.Equal(["tiny", "owner/plain", "far"], Ids(await GetAsync(gateway, "v1/models?state=all")));

        var lease = (await gateway.Queue.AddOns.ClaimAsync(["tiny"], Token))!;
        Assert.Equal((AddOnKind.Model, "far", "far"), (lease.AddOn.Kind, lease.AddOn.Name, lease.AddOn.Model));
        AssertModel(await GetAsync(gateway, "v1/models/far"), "fetching");
        await lease.SettleAsync(new AddOnOutcome.Accepted(new string('a', 64), 10), Token);
        AssertModel(await GetAsync(gateway, "v1/models/far"), "publishing");
        await ServeAsync(gateway, "far");
        var ready = await UntilAsync(gateway, "v1/models/far", body => Text(body, "state") != "publishing");
        AssertModel(ready, "ready");
        Assert.Equal("sd1", ready.GetProperty("swiftdiffusion").GetProperty("kind").GetString());
        Assert.Equal(["tiny", "owner/plain", "far"], Ids(await GetAsync(gateway, "v1/models")));
        Assert.Equal(["tiny", "owner/plain", "far"], Ids(await GetAsync(gateway, "v1/models?state=all")));
        await gateway.SubmitAsync("""{"prompt":"a","model":"far"}""");
    }

    [Fact]
    public async Task A_failed_one_says_why_and_its_name_is_free_again()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/models", Body)).Dispose();
        await (await gateway.Queue.AddOns.ClaimAsync(["tiny"], Token))!.SettleAsync(new AddOnOutcome.Refused("unet/config.json is no JSON"), Token);
        var body = await GetAsync(gateway, "v1/models/far");
        var error = body.GetProperty("registration").GetProperty("error");
        Assert.Equal(("failed", "model_load_failed", "far: unet/config.json is no JSON."), (Text(body, "state"), Text(error, "code"), Text(error, "message")));
        using var again = await gateway.PostAsync("v1/models", Body);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"tiny","source":"https://example.com/far.zip"}""", HttpStatusCode.Conflict, "name_taken", "A model tiny is served already; choose another name.")]
    [InlineData("""{"name":"far","source":"https://example.com/other.zip"}""", HttpStatusCode.Conflict, "name_taken", "Another model is registered as far")]
    [InlineData("""{"name":"owner/far","source":"https://example.com/far.zip"}""", HttpStatusCode.BadRequest, "invalid_request", "name: found")]
    [InlineData("""{"name":"new"}""", HttpStatusCode.BadRequest, "invalid_request", "source: found")]
    [InlineData("""{"name":"new","source":"http://169.254.169.254/latest"}""", HttpStatusCode.BadRequest, "invalid_request", "Registry:AllowedHosts")]
    [InlineData("""{"name":"new","source":"https://example.com/a.zip","model":"tiny"}""", HttpStatusCode.BadRequest, "invalid_request", "model: ")]
    [InlineData("""{"name":"new","source":"https://example.com/a.zip","fetch":"on_use"}""", HttpStatusCode.BadRequest, "invalid_request", "a model is unpacked before it can be used")]
    public async Task What_cannot_be_registered_is_refused_with_field_and_remedy(string body, HttpStatusCode status, string code, string words)
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/models", Body)).Dispose();
        using var response = await gateway.PostAsync("v1/models", body);
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal((status, code), (response.StatusCode, Text(error, "code")));
        Assert.Contains(words, Text(error, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_has_a_limit_of_its_own()
    {
        await using var gateway = await QueuedGateway.StartAsync(registry: options => (options.MaxUploadSizeBytes, options.MaxModelUploadSizeBytes) = (2_000, 100_000));
        using (var added = await UploadAsync(gateway, "v1/models", new byte[100_000]))
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        using (var larger = await UploadAsync(gateway, "v1/models", new byte[100_001]))
            Assert.Contains("1 to 100000 bytes", await larger.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var adapter = await UploadAsync(gateway, "v1/adapters", new byte[2_001]);
        Assert.Contains("1 to 2000 bytes", await adapter.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_waits_for_the_workers_and_ends_the_jobs_that_wait()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await RegisterAsync(gateway);
        string waiting = await gateway.SubmitAsync("""{"prompt":"a","model":"far"}""");

        var removing = gateway.SendAsync(HttpMethod.Delete, "v1/models/far", null);
        while (await gateway.Queue.AddOns.FindAsync(AddOnKind.Model, "far", Token) is not null)
            await Task.Yield();
        await ServeAsync(gateway);
        using (var removed = await removing)
        {
            var body = await RunningGateway.JsonOf(removed);
            Assert.Equal(("far", "model", true), (Text(body, "id"), Text(body, "object"), body.GetProperty("deleted").GetBoolean()));
        }

        var job = (await gateway.Queue.Jobs.FindAsync(JobId.Parse(waiting), Token))!;
        Assert.Equal((JobState.Failed, "model: 'far' was removed while the job waited."), (job.State, job.Failure!.Message));
        Assert.Equal(("unknown_model", HttpStatusCode.NotFound), await ErrorAsync(gateway.PostAsync("v1/jobs", """{"prompt":"a","model":"far"}""")));
        Assert.Equal(("unknown_model", HttpStatusCode.NotFound), await ErrorAsync(gateway.GetAsync("v1/models/far")));
        Assert.Equal(("unknown_model", HttpStatusCode.NotFound), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, "v1/models/far", null)));
    }

    [Fact]
    public async Task A_model_for_which_add_ons_are_registered_stays_until_they_are_removed()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        await RegisterAsync(gateway);
        (await gateway.PostAsync("v1/adapters", """{"name":"ink","source":"https://example.com/a.safetensors","model":"far"}""")).Dispose();
        (await gateway.PostAsync("v1/adapters", """{"name":"other","source":"https://example.com/a.safetensors","model":"tiny"}""")).Dispose();
        using (var refused = await gateway.SendAsync(HttpMethod.Delete, "v1/models/far", null))
        {
            var error = (await RunningGateway.JsonOf(refused)).GetProperty("error");
            Assert.Equal((HttpStatusCode.Conflict, "in_use"), (refused.StatusCode, Text(error, "code")));
            Assert.Equal("What is registered for the model far has to be removed first: the adapter ink.", Text(error, "message"));
        }

        (await gateway.SendAsync(HttpMethod.Delete, "v1/adapters/ink", null)).Dispose();
        using var removed = await gateway.SendAsync(HttpMethod.Delete, "v1/models/far?wait=false", null);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("owner/plain")]
    [InlineData("owner%2Fplain")]
    public async Task A_model_that_workers_were_started_with_is_not_removed(string id)
    {
        await using var gateway = await QueuedGateway.StartAsync();
        Assert.Equal(("not_registered", HttpStatusCode.Conflict), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, $"v1/models/{id}", null)));
    }

    [Fact]
    public async Task Warming_reaches_the_workers_and_is_answered_with_the_model()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asked = new TaskCompletionSource<(AddOnKind, string)>();
        await using var watch = await gateway.Queue.AddOns.WatchAsync(() => { }, (kind, name) => asked.TrySetResult((kind, name)), Token);
        using var response = await gateway.PostAsync("v1/models/tiny/warm", "");
        Assert.Equal((HttpStatusCode.Accepted, "tiny"), (response.StatusCode, Text(await RunningGateway.JsonOf(response), "id")));
        Assert.Equal((AddOnKind.Model, "tiny"), await asked.Task);
        Assert.Equal(("unknown_model", HttpStatusCode.NotFound), await ErrorAsync(gateway.PostAsync("v1/models/nobody/warm", "")));
    }

    [Fact]
    public async Task Only_who_may_manage_add_ons_may_change_models_and_a_state_that_is_none_is_refused()
    {
        await using var gateway = await QueuedGateway.StartAsync(options => options.Keys.Add(KeySamples.Options("alice")));
        var alice = KeySamples.Bearer("alice");
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.PostAsync("v1/models", Body, alice)));
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, "v1/models/far", null, alice)));
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.PostAsync("v1/models/tiny/warm", "", alice)));
        Assert.Equal(("invalid_request", HttpStatusCode.BadRequest), await ErrorAsync(gateway.GetAsync("v1/models?state=some", alice)));
    }

    private static void AssertModel(JsonElement body, string state)
    {
        Assert.Equal(("far", "model", "swiftdiffusion", state), (Text(body, "id"), Text(body, "object"), Text(body, "owned_by"), Text(body, "state")));
        Assert.True(body.GetProperty("created").GetInt64() > 0);
        var registration = body.GetProperty("registration");
        Assert.Equal((state, "https://example.com/far.zip"), (Text(registration, "state"), Text(registration, "source")));
        Assert.Equal(state == "ready", body.TryGetProperty("swiftdiffusion", out _));
    }

    private static string?[] Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(entry => Text(entry, "id"))];

    /// <summary>Has a model registered and served.</summary>
    private static async Task RegisterAsync(QueuedGateway gateway)
    {
        (await gateway.PostAsync("v1/models", Body)).Dispose();
        await (await gateway.Queue.AddOns.ClaimAsync([], Token))!.SettleAsync(new AddOnOutcome.Accepted(new string('a', 64), 10), Token);
        await ServeAsync(gateway, "far");
        await UntilAsync(gateway, "v1/models/far", body => Text(body, "state") == "ready");
    }

    /// <summary>The worker says that it serves these besides those it was started with.</summary>
    private static Task ServeAsync(QueuedGateway gateway, params string[] models)
    {
        var worker = QueuedGateway.Worker with { Models = [Samples.Tiny, Samples.Plain, .. models.Select(id => Samples.Plain with { Id = id })] };
        return gateway.Queue.Workers.HeartbeatAsync(worker, new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
    }

    private static async Task<HttpResponseMessage> UploadAsync(QueuedGateway gateway, string route, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new StringContent("mine"), "name" }, { new ByteArrayContent(content), "file", "mine" } };
        return await gateway.Client.PostAsync(route, form, Token);
    }
}
