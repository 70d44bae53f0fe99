using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Contracts.Workers;
using SwiftDiffusion.Gateway.Tests.Keys;
using static SwiftDiffusion.Gateway.Tests.Registry.RegistryCalls;

namespace SwiftDiffusion.Gateway.Tests.Registry;

public sealed class RegistryApiTests
{
    private const string Body = """{"name":"far","source":"https://example.com/far.safetensors?signature=secret"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adapter_is_pending_then_fetching_with_its_progress_then_ready_once_the_workers_offer_it()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        using (var added = await gateway.PostAsync("v1/adapters", Body))
        {
            Assert.Equal((HttpStatusCode.Accepted, "/v1/adapters/far"), (added.StatusCode, added.Headers.Location?.ToString()));
            var body = await RunningGateway.JsonOf(added);
            Assert.Equal(("pending", "url", "https://example.com/far.safetensors"), (Text(body, "state"), Text(body, "origin"), Text(body, "source")));
        }

        var lease = (await gateway.Queue.AddOns.ClaimAsync(["tiny"], Token))!;
        using var enough = new CancellationTokenSource();
        var keeping = lease.KeepAsync(() => new AddOnProgress(5, 10), enough.Token);
        var fetching = await UntilAsync(gateway, "v1/adapters/far", body => body.GetProperty("received_bytes").ValueKind == JsonValueKind.Number && body.GetProperty("received_bytes").GetInt64() == 5);
        Assert.Equal(("fetching", 10), (Text(fetching, "state"), fetching.GetProperty("total_bytes").GetInt64()));
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);

        await lease.SettleAsync(new AddOnOutcome.Accepted(new string('a', 64), 10), Token);
        Assert.Equal("publishing", Text(await GetAsync(gateway, "v1/adapters/far"), "state"));
        await OfferAsync(gateway, "far");
        Assert.Equal("ready", Text(await UntilAsync(gateway, "v1/adapters/far", body => Text(body, "state") != "publishing"), "state"));
    }

    [Fact]
    public async Task A_failed_one_says_why()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/adapters", Body)).Dispose();
        await (await gateway.Queue.AddOns.ClaimAsync(["tiny"], Token))!.SettleAsync(new AddOnOutcome.Refused("is no LoRA"), Token);
        var body = await GetAsync(gateway, "v1/adapters/far");
        Assert.Equal(("failed", "far: is no LoRA."), (Text(body, "state"), body.GetProperty("error").GetProperty("message").GetString()));
    }

    [Fact]
    public async Task The_list_has_the_models_own_and_the_registered_ones()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/adapters", Body)).Dispose();
        Assert.Equal(["watercolor", "pixelart", "far"], Names(await GetAsync(gateway, "v1/adapters")));
        Assert.Empty(Names(await GetAsync(gateway, "v1/adapters?model=owner/plain")));
        Assert.Equal(["canny", "seg"], Names(await GetAsync(gateway, "v1/controlnets")));
        Assert.Equal("model", Text(await GetAsync(gateway, "v1/controlnets/canny"), "origin"));
    }

    [Fact]
    public async Task An_upload_is_kept_under_its_hash_for_a_worker_to_check()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        byte[] content = RandomNumberGenerator.GetBytes(3_000_000);
        using var response = await UploadAsync(gateway, content, ("name", "mine"), ("model", "tiny"));
        var body = await RunningGateway.JsonOf(response);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal((HttpStatusCode.Accepted, "upload", hash, (long)content.Length), (response.StatusCode, Text(body, "origin"), Text(body, "sha256"), body.GetProperty("size_bytes").GetInt64()));
        using var kept = new MemoryStream();
        await using (var stored = (await gateway.Queue.AddOns.Contents.OpenAsync(hash, Token))!.Content)
            await stored.CopyToAsync(kept, Token);
        Assert.Equal(content, kept.ToArray());

        using var again = await UploadAsync(gateway, content, ("name", "mine"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData("larger", HttpStatusCode.BadRequest, "1 to 100000 bytes")]
    [InlineData("far larger", HttpStatusCode.RequestEntityTooLarge, "too large")]
    [InlineData("empty", HttpStatusCode.BadRequest, "an empty file")]
    [InlineData("other hash", HttpStatusCode.BadRequest, "which is what the file hashes to")]
    [InlineData("no file", HttpStatusCode.BadRequest, "no part file")]
    [InlineData("cut off", HttpStatusCode.BadRequest, "cut off")]
    public async Task A_bad_upload_is_refused_and_leaves_nothing(string what, HttpStatusCode status, string words)
    {
        string folder = Directory.CreateTempSubdirectory("swiftdiffusion").FullName;
        await using var gateway = await QueuedGateway.StartAsync(registry: options => (options.MaxUploadSizeBytes, options.UploadFolder) = (100_000, folder));
        using var response = what switch
        {
            "larger" => await UploadAsync(gateway, new byte[100_001], ("name", "mine")),
            "far larger" => await UploadAsync(gateway, new byte[3_000_000], ("name", "mine")),
            "empty" => await UploadAsync(gateway, [], ("name", "mine")),
            "other hash" => await UploadAsync(gateway, [1, 2], ("name", "mine"), ("sha256", new string('a', 64))),
            "no file" => await UploadAsync(gateway, null, ("name", "mine")),
            _ => await CutOffAsync(gateway),
        };
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == status, body);
        Assert.Contains(words, body, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
        Assert.Empty((await gateway.Queue.AddOns.ListAsync(Token)).Entries);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_the_remedy()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/adapters", Body)).Dispose();
        Assert.Equal(("name_taken", HttpStatusCode.Conflict), await ErrorAsync(gateway.PostAsync("v1/adapters", Body)));
        Assert.Equal(("name_taken", HttpStatusCode.Conflict), await ErrorAsync(gateway.PostAsync("v1/adapters", Body.Replace("\"far\"", "\"watercolor\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_removal_answers_when_the_workers_have_let_go()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        (await gateway.PostAsync("v1/adapters", Body.Replace("}", ",\"fetch\":\"on_use\"}", StringComparison.Ordinal))).Dispose();
        await OfferAsync(gateway, "far");
        await UntilAsync(gateway, "v1/adapters/far", body => Text(body, "state") == "ready");

        var removing = gateway.SendAsync(HttpMethod.Delete, "v1/adapters/far", null);
        while (await gateway.Queue.AddOns.FindAsync(AddOnKind.Adapter, "far", Token) is not null)
            await Task.Yield();
        await OfferAsync(gateway);
        using var removed = await removing;
        Assert.True((await RunningGateway.JsonOf(removed)).GetProperty("deleted").GetBoolean());
        Assert.Equal(("unknown_adapter", HttpStatusCode.BadRequest), await ErrorAsync(gateway.PostAsync("v1/jobs", """{"prompt":"a","loras":[{"name":"far"}]}""")));
        Assert.Equal(("unknown_adapter", HttpStatusCode.NotFound), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, "v1/adapters/far", null)));
        Assert.Equal(("not_registered", HttpStatusCode.Conflict), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, "v1/adapters/watercolor", null)));
    }

    [Fact]
    public async Task Warming_reaches_the_workers_and_its_effect_is_shown()
    {
        await using var gateway = await QueuedGateway.StartAsync();
        var asked = new TaskCompletionSource<string>();
        await using var watch = await gateway.Queue.AddOns.WatchAsync(() => { }, (_, name) => asked.TrySetResult(name), Token);
        using var response = await gateway.PostAsync("v1/adapters/watercolor/warm", "");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("watercolor", await asked.Task);

        await gateway.Queue.Workers.HeartbeatAsync(QueuedGateway.Worker, new WorkerHeartbeat(WorkerHealth.Ready, 0, new WarmSet([new WarmModel("tiny", [], ["watercolor"])])), Token);
        while ((await GetAsync(gateway, "v1/adapters/watercolor")).GetProperty("warm_workers").GetInt32() == 0)
            await Task.Yield();
    }

    [Fact]
    public async Task With_keys_only_one_with_the_permission_may_change_what_is_registered()
    {
        await using var gateway = await QueuedGateway.StartAsync(options =>
        {
            options.Keys.Add(KeySamples.Options("alice"));
            var manager = KeySamples.Options("bob");
            manager.ManagesAddOns = true;
            options.Keys.Add(manager);
        });
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.PostAsync("v1/adapters", Body, KeySamples.Bearer("alice"))));
        using (var listed = await gateway.GetAsync("v1/adapters", KeySamples.Bearer("alice")))
            Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        using var added = await gateway.PostAsync("v1/adapters", Body, KeySamples.Bearer("bob"));
        Assert.Equal((HttpStatusCode.Accepted, "bob"), (added.StatusCode, Text(await RunningGateway.JsonOf(added), "added_by")));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Host", "attacker.example")]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "null")]
    public async Task Without_keys_only_whoever_sits_at_the_machine_may(string header, string value)
    {
        await using var gateway = await QueuedGateway.StartAsync();
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.PostAsync("v1/adapters", Body, (header, value))));
    }

    [Fact]
    public async Task An_operator_may_open_the_registry_to_all_but_not_to_pages_of_other_origins()
    {
        await using var gateway = await QueuedGateway.StartAsync(registry: options => options.IsOpenToAll = true);
        using (var added = await gateway.PostAsync("v1/adapters", Body, ("X-Forwarded-For", "203.0.113.9")))
            Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
        Assert.Equal(("permission_denied", HttpStatusCode.Forbidden), await ErrorAsync(gateway.SendAsync(HttpMethod.Delete, "v1/adapters/far", null, ("Origin", "https://attacker.example"))));
    }

    private static string?[] Names(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(entry => Text(entry, "name"))];

    /// <summary>The worker says that it has these besides the model's own.</summary>
    private static Task OfferAsync(QueuedGateway gateway, params string[] loras)
    {
        var worker = QueuedGateway.Worker with { Models = [Samples.Tiny with { Loras = [.. Samples.Tiny.Loras, .. loras] }, Samples.Plain] };
        return gateway.Queue.Workers.HeartbeatAsync(worker, new WorkerHeartbeat(WorkerHealth.Ready, 0, WarmSet.Empty), Token);
    }

    private static async Task<HttpResponseMessage> UploadAsync(QueuedGateway gateway, byte[]? content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        if (content is not null)
            form.Add(new ByteArrayContent(content), "file", "mine.safetensors");
        return await gateway.Client.PostAsync("v1/adapters", form, Token);
    }

    private static async Task<HttpResponseMessage> CutOffAsync(QueuedGateway gateway)
    {
        using var content = new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalf a file"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return await gateway.Client.PostAsync("v1/adapters", content, Token);
    }
}
