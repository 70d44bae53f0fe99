using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Gateway.Outbound;
using SwiftDiffusion.Gateway.Tests.Keys;
using SwiftDiffusion.Gateway.Tests.Outbound;
using SwiftDiffusion.Gateway.Webhooks;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Gateway.Tests.Webhooks;

public sealed class WebhookSenderTests
{
    private const string Secret = "a secret of webhooks";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_a_job_is_told_once_signed_with_the_job_inside()
    {
        await using var test = await Test.StartAsync();
        string id = await test.SubmitAsync();
        await test.Gateway.WorkAsync();
        await test.SendDueAsync();
        await test.SendDueAsync();

        var (body, signature, name) = Assert.Single(test.Receiver.Received);
        Assert.Equal(WebhookSignature.Of(Secret, test.Time.GetUtcNow(), Encoding.UTF8.GetBytes(body)), signature);
        var message = JsonElement.Parse(body);
        Assert.Equal(
            ($"evt_{id}", "job.completed", id, $"evt_{id}"),
            (message.GetProperty("id").GetString(), message.GetProperty("type").GetString(), message.GetProperty("data").GetProperty("id").GetString(), name));
    }

    [Fact]
    public async Task A_cancelled_job_is_told_as_well_and_a_running_one_is_not()
    {
        await using var test = await Test.StartAsync();
        string id = await test.SubmitAsync();
        await test.SendDueAsync();
        Assert.Empty(test.Receiver.Received);
        await test.Gateway.Queue.Jobs.CancelAsync(JobId.Parse(id), Token);
        await test.SendDueAsync();
        Assert.Equal("job.cancelled", JsonElement.Parse(Assert.Single(test.Receiver.Received).Body).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_receiver_that_fails_or_redirects_is_told_again_after_growing_pauses()
    {
        await using var test = await Test.StartAsync();
        test.Receiver.Statuses.Enqueue(500);
        test.Receiver.Statuses.Enqueue(302);
        await test.EndJobAsync();
        await test.SendDueAsync();
        await test.SendDueAsync();
        Assert.Single(test.Receiver.Received);

        test.Time.Advance(TimeSpan.FromSeconds(2));
        await test.SendDueAsync();
        test.Time.Advance(TimeSpan.FromSeconds(7));
        await test.SendDueAsync();
        Assert.Equal(2, test.Receiver.Received.Count);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.SendDueAsync();
        Assert.Equal(3, test.Receiver.Received.Count);
        Assert.Single(test.Receiver.Received.Select(message => message.Event).Distinct());
    }

    [Fact]
    public async Task Nobody_is_told_for_ever()
    {
        await using var test = await Test.StartAsync();
        await test.EndJobAsync();
        for (int i = 0; i < 10; i++)
        {
            test.Receiver.Statuses.Enqueue(500);
            await test.SendDueAsync();
            test.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(new WebhookOptions().MaxAttempts, test.Receiver.Received.Count);
    }

    [Fact]
    public async Task Two_gateways_tell_a_job_once_and_one_takes_over_from_another_that_crashed()
    {
        await using var test = await Test.StartAsync();
        await test.EndJobAsync();
        Assert.Single(await test.Gateway.Queue.Webhooks.ClaimAsync(10, TimeSpan.FromMinutes(5), Token));
        await test.SendDueAsync();
        Assert.Empty(test.Receiver.Received);
        test.Time.Advance(TimeSpan.FromMinutes(5));
        await test.SendDueAsync();
        Assert.Single(test.Receiver.Received);
    }

    [Fact]
    public async Task A_host_that_turns_out_to_be_hidden_is_never_talked_to()
    {
        await using var test = await Test.StartAsync(allowPrivateHosts: false, new FakeResolver(["127.0.0.1"]));
        await test.EndJobAsync(test.Receiver.Url.Replace("127.0.0.1", "innocent.example", StringComparison.Ordinal));
        await test.SendDueAsync();
        Assert.Empty(test.Receiver.Received);
    }

    [Fact]
    public async Task An_address_that_is_hidden_on_its_face_is_refused_with_the_request()
    {
        await using var test = await Test.StartAsync(allowPrivateHosts: false);
        using var response = await test.Gateway.PostAsync("v1/jobs", $$"""{"prompt":"p","webhook_url":"{{test.Receiver.Url}}"}""");
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal("webhook_url", error.GetProperty("param").GetString());
        Assert.Contains("not public", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_secret_of_its_own_signs_with_it()
    {
        await using var test = await Test.StartAsync(configure: options =>
        {
            var key = KeySamples.Options("alice");
            key.WebhookSecret = "the secret of alice";
            options.Keys.Add(key);
        });
        await test.SubmitAsync(headers: KeySamples.Bearer("alice"));
        await test.Gateway.WorkAsync();
        await test.SendDueAsync();
        var (body, signature, _) = Assert.Single(test.Receiver.Received);
        Assert.Equal(WebhookSignature.Of("the secret of alice", test.Time.GetUtcNow(), Encoding.UTF8.GetBytes(body)), signature);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 8)]
    [InlineData(5, 512)]
    [InlineData(20, 3600)]
    public void Pauses_grow_up_to_an_hour(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WebhookSender.PauseAfter(attempt, TimeSpan.FromSeconds(2)));

    /// <summary>A gateway whose clock and store stand still, and a receiver; the test sends.</summary>
    private sealed class Test(QueuedGateway gateway, Receiver receiver, FakeTimeProvider time) : IAsyncDisposable
    {
        public QueuedGateway Gateway => gateway;

        public Receiver Receiver => receiver;

        public FakeTimeProvider Time => time;

        public static async Task<Test> StartAsync(bool allowPrivateHosts = true, IHostResolver? resolver = null, Action<GatewayOptions>? configure = null)
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
            var gateway = await QueuedGateway.StartAsync(
                options =>
                {
                    (options.Webhooks.Secret, options.Webhooks.AllowPrivateHosts) = (Secret, allowPrivateHosts);
                    configure?.Invoke(options);
                },
                clock: QueueClock.Of(time), time: new FakeTimeProvider(time.GetUtcNow()), resolver: resolver, queue: options => options.ResultTtl = TimeSpan.FromDays(1));
            return new Test(gateway, await Receiver.StartAsync(), time);
        }

        public Task<string> SubmitAsync(string? url = null, params (string, string)[] headers) =>
            gateway.SubmitAsync($$"""{"prompt":"p","webhook_url":"{{url ?? receiver.Url}}"}""", headers);

        public async Task EndJobAsync(string? url = null)
        {
            await SubmitAsync(url);
            await gateway.WorkAsync();
        }

        public Task SendDueAsync() => gateway.Services.GetRequiredService<WebhookSender>().SendDueAsync(Token);

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await receiver.DisposeAsync();
        }
    }
}
