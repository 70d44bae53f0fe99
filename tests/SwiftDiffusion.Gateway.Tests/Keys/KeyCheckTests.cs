using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Keys;

namespace SwiftDiffusion.Gateway.Tests.Keys;

public sealed class KeyCheckTests
{
    private static readonly string BasicPair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{KeySamples.KeyOf("alice")}"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_way_to_send_a_key_is_understood()
    {
        await using var gateway = await StartAsync();
        (string, string)[] ways = [KeySamples.Bearer("alice"), ("x-api-key", KeySamples.KeyOf("alice")), ("Authorization", $"Basic {BasicPair}")];
        foreach (var header in ways)
        {
            using var response = await gateway.GetAsync("v1/models", header);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("v1/models", null, "missing_api_key", "Bearer realm=\"SwiftDiffusion\"")]
    [InlineData("v1/models", "Bearer wrong", "invalid_api_key", "Bearer realm=\"SwiftDiffusion\"")]
    [InlineData("V1/Jobs", "Basic !", "missing_api_key", "Bearer realm=\"SwiftDiffusion\"")]
    [InlineData("openapi.json", null, "missing_api_key", "Basic realm=\"SwiftDiffusion\", charset=\"UTF-8\"")]
    [InlineData("nowhere", null, "missing_api_key", "Basic realm=\"SwiftDiffusion\", charset=\"UTF-8\"")]
    public async Task Without_a_valid_key_a_request_is_refused_and_told_how_to_send_one(string path, string? authorization, string code, string challenge)
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.GetAsync(path, authorization is null ? [] : [("Authorization", authorization)]);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(challenge, string.Join(", ", response.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal(("authentication_error", code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_web_UIs_clients_are_refused_in_their_own_words()
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.GetAsync("sdapi/v1/loras");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("HTTPException", (await RunningGateway.JsonOf(response)).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("livez")]
    [InlineData("readyz")]
    [InlineData("healthz")]
    public async Task Health_is_told_to_everybody(string path)
    {
        await using var gateway = await StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("alice", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.NotFound)]
    public async Task Metrics_of_all_keys_are_for_operators(string name, HttpStatusCode expected)
    {
        await using var gateway = await QueuedGateway.StartAsync(options =>
        {
            options.Keys.Add(KeySamples.Options("alice"));
            var own = KeySamples.Options("operator");
            own.IsOperator = true;
            options.Keys.Add(own);
        });
        // The route itself is the host's.
        using var response = await gateway.GetAsync("metrics", KeySamples.Bearer(name));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_server_without_keys_takes_any_key()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", "none");
        using var response = await gateway.GetAsync("v1/models");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Jobs_are_seen_by_their_own_key_alone()
    {
        await using var gateway = await StartAsync();
        string id = await gateway.SubmitAsync(headers: [KeySamples.Bearer("alice")]);
        Assert.Equal("alice", (await gateway.Queue.Jobs.FindAsync(JobId.Parse(id), Token))!.ApiKeyId);
        foreach (string path in (string[])[$"v1/jobs/{id}", $"v1/jobs/{id}/events", $"v1/jobs/{id}/images/0"])
        {
            using var response = await gateway.GetAsync(path, KeySamples.Bearer("bob"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var cancelled = await gateway.SendAsync(HttpMethod.Delete, $"v1/jobs/{id}", null, KeySamples.Bearer("bob"));
        Assert.Equal(HttpStatusCode.NotFound, cancelled.StatusCode);
        using var list = await gateway.GetAsync("v1/jobs", KeySamples.Bearer("bob"));
        Assert.Equal(0, (await RunningGateway.JsonOf(list)).GetProperty("data").GetArrayLength());
        using var own = await gateway.GetAsync($"v1/jobs/{id}", KeySamples.Bearer("alice"));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task Requests_that_wait_are_their_keys_as_well()
    {
        await using var gateway = await StartAsync(alice => alice.Priority = JobPriority.High);
        var asking = gateway.PostAsync("v1/images/generations", """{"prompt":"p"}""", KeySamples.Bearer("alice"));
        await using (var job = await gateway.ClaimAsync())
        {
            Assert.Equal("alice", job.ApiKeyId);
            Assert.Equal(JobPriority.High, (await gateway.Queue.Jobs.FindAsync(job.Id, Token))!.Priority);
            await job.CompleteAsync(Samples.Result(job.Job), Token);
        }

        using var response = await asking;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_asks_for_no_more_than_its_priority_and_has_no_more_jobs_waiting_than_it_may()
    {
        await using var gateway = await StartAsync(alice => alice.MaxWaiting = 1);
        using var urgent = await gateway.PostAsync("v1/jobs", """{"prompt":"p","priority":"high"}""", KeySamples.Bearer("alice"));
        Assert.Equal("priority", (await RunningGateway.JsonOf(urgent)).GetProperty("error").GetProperty("param").GetString());
        await gateway.SubmitAsync(headers: [KeySamples.Bearer("alice")]);
        using var second = await gateway.PostAsync("v1/jobs", """{"prompt":"p"}""", KeySamples.Bearer("alice"));
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        await gateway.SubmitAsync(headers: [KeySamples.Bearer("bob")]);
    }

    [Fact]
    public async Task A_key_that_asks_too_fast_is_told_when_to_come_back()
    {
        var time = new FakeTimeProvider();
        await using var gateway = await StartAsync(alice => alice.RequestsPerMinute = 2, time);
        (string Remaining, HttpStatusCode Status)[] answers = [await AskAsync(gateway), await AskAsync(gateway), await AskAsync(gateway)];
        Assert.Equal([("1", HttpStatusCode.Accepted), ("0", HttpStatusCode.Accepted), ("0", HttpStatusCode.TooManyRequests)], answers);

        using var refused = await gateway.PostAsync("v1/jobs", """{"prompt":"p"}""", KeySamples.Bearer("alice"));
        Assert.Equal("30", refused.Headers.RetryAfter?.ToString());
        Assert.Equal(["2"], refused.Headers.GetValues("x-ratelimit-limit-requests"));
        Assert.Equal(["60s"], refused.Headers.GetValues("x-ratelimit-reset-requests"));
        Assert.Equal("rate_limit_exceeded", (await RunningGateway.JsonOf(refused)).GetProperty("error").GetProperty("code").GetString());
        using var list = await gateway.GetAsync("v1/jobs", KeySamples.Bearer("alice"));
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);

        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(("0", HttpStatusCode.Accepted), await AskAsync(gateway));
    }

    private static async Task<(string Remaining, HttpStatusCode Status)> AskAsync(QueuedGateway gateway)
    {
        using var response = await gateway.PostAsync("v1/jobs", """{"prompt":"p"}""", KeySamples.Bearer("alice"));
        return (Assert.Single(response.Headers.GetValues("x-ratelimit-remaining-requests")), response.StatusCode);
    }

    private static Task<QueuedGateway> StartAsync(Action<ApiKeyOptions>? alice = null, TimeProvider? time = null) => QueuedGateway.StartAsync(
        options =>
        {
            var key = KeySamples.Options("alice");
            alice?.Invoke(key);
            options.Keys.Add(key);
            options.Keys.Add(KeySamples.Options("bob"));
        }, time);
}
