using System.Net;
using System.Net.Http.Json;
using SwiftDiffusion.Fleet.Tests.Clients;
using SwiftDiffusion.Fleet.Tests.Processes;

namespace SwiftDiffusion.Fleet.Tests;

/// <summary>SIGTERM under load.</summary>
public sealed class ShutdownTests
{
    private const int Jobs = 100, Waiting = 20;

    /// <summary>Longer than a gateway that is stopped waits.</summary>
    private const int EndlessSteps = 900;

    /// <summary>Where no lease is to run out, however busy the machine.</summary>
    private static readonly (string, string) LongLease = ("Queue__LeaseDuration", "00:01:00");

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_is_stopped_answers_who_waits_and_its_event_streams_go_on_elsewhere()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var (gateway, other) = (await fleet.StartGatewayAsync(), await fleet.StartGatewayAsync());
        var worker = await fleet.StartWorkerAsync("w");
        await gateway.ReadyAsync();
        await other.ReadyAsync();
        var requests = Enumerable.Range(0, Waiting).Select(_ => GenerateAsync(gateway, steps: 50)).ToArray();
        await OpenJobsAsync(other, Waiting);
        using var workload = Workload.Start(Enumerable.Range(0, Jobs).Select(i => Workload.Body(i, steps: 5)), gateway, other);
        await workload.AcceptedAsync(50);

        await gateway.StopAsync();
        var answers = await Task.WhenAll(requests);
        await workload.EndedAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.True(await worker.IsReadyAsync());
    }

    [Fact]
    public async Task A_gateway_that_is_stopped_tells_who_waited_too_long_to_ask_again()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var gateway = await fleet.StartGatewayAsync(("Gateway__DrainTimeout", "00:00:00.5"));
        var worker = await fleet.StartWorkerAsync("w", ("Worker__Slots", "4"));
        await gateway.ReadyAsync();
        var requests = Enumerable.Range(0, Waiting).Select(_ => GenerateAsync(gateway, EndlessSteps)).ToArray();
        await OpenJobsAsync(gateway, Waiting);

        await gateway.StopAsync();
        var answers = await Task.WhenAll(requests);

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "true"), (answer.Status, answer.ShouldRetry)));
        // Nobody waits for their jobs any more.
        await using var queue = await fleet.OpenQueueAsync();
        Assert.Equal(Waiting, (await queue.Jobs.TotalsAsync(Token)).Cancelled);
        await worker.ReadyAsync();
    }

    [Fact]
    public async Task A_worker_that_is_stopped_finishes_or_hands_back_and_no_attempt_is_lost()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var gateway = await fleet.StartGatewayAsync(LongLease);
        var worker = await fleet.StartWorkerAsync("w", LongLease, ("Worker__DrainTimeout", "00:00:00.5"));
        var other = await fleet.StartWorkerAsync("v", LongLease);
        await gateway.ReadyAsync();
        await worker.ReadyAsync();
        await other.ReadyAsync();
        // Every tenth takes longer than the worker may.
        using var workload = Workload.Start(Enumerable.Range(0, Jobs).Select(i => Workload.Body(i, steps: i % 10 == 0 ? 150 : 5)), gateway);

        await workload.EndedAsync(20);
        await worker.StopAsync();
        await workload.EndedAsync();

        var outcome = await Invariants.CheckAsync(fleet, workload);
        Assert.Equal((Jobs, 0), (outcome.Completed, outcome.TriedAgain));
    }

    [Fact]
    public async Task A_server_with_its_store_inside_that_is_stopped_goes_on_where_it_was()
    {
        await using var fleet = TestFleet.Embedded();
        var server = await fleet.StartAllAsync(null, LongLease, ("Worker__DrainTimeout", "00:00:00.5"));
        await server.ReadyAsync();
        var requests = Enumerable.Range(0, Waiting).Select(_ => GenerateAsync(server, steps: 50)).ToArray();
        await OpenJobsAsync(server, Waiting);
        using var workload = Workload.Start(Enumerable.Range(0, Jobs).Select(i => Workload.Body(i, steps: i % 10 == 0 ? 150 : 5)), server);
        await workload.AcceptedAsync(50);

        await server.StopAsync();
        var answers = await Task.WhenAll(requests);
        await server.StartAsync();
        await workload.EndedAsync();

        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK || answer.ShouldRetry == "true", $"{answer}"));
        Assert.All(workload.Jobs, job => Assert.Equal(("completed", 1), (job.End.Kind, job.End.Data.GetProperty("attempts").GetInt32())));
    }

    [Fact]
    public async Task A_worker_can_be_stopped_while_its_store_is_away()
    {
        await using var fleet = await TestFleet.OverRedisAsync();
        var gateway = await fleet.StartGatewayAsync();
        var worker = await fleet.StartWorkerAsync("w", ("Worker__DrainTimeout", "00:00:00.5"), ("Queue__StorePatience", "00:00:02"));
        await gateway.ReadyAsync();
        using var workload = Workload.Start(Enumerable.Range(0, 8).Select(i => Workload.Body(i, steps: 150)), gateway);
        await workload.AcceptedAsync(8);

        await fleet.Redis!.KillAsync();
        await worker.StopAsync();
        await fleet.Redis.StartAsync();
        await worker.StartAsync();
        await workload.EndedAsync();

        Assert.Equal(8, (await Invariants.CheckAsync(fleet, workload)).Completed);
    }

    /// <summary>Asks for a picture and waits for it.</summary>
    private static async Task<(HttpStatusCode Status, string? ShouldRetry, string Body)> GenerateAsync(ServerProcess gateway, int steps)
    {
        var body = Workload.Body(seed: 1, steps);
        body.Remove("timeout_seconds");
        using var response = await Http.PostAsJsonAsync(new Uri(gateway.Address, "v1/images/generations"), body, Token);
        string? shouldRetry = response.Headers.TryGetValues("x-should-retry", out var values) ? values.Single() : null;
        return (response.StatusCode, shouldRetry, response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Waits until the requests that wait are jobs.</summary>
    private static Task OpenJobsAsync(ServerProcess gateway, int count) => Patience.UntilAsync($"{count} jobs are open", async () =>
    {
        using var client = new JobClient(gateway.Address);
        var queue = (await client.GetAsync("v1/status")).GetProperty("queue");
        return queue.GetProperty("waiting").GetInt32() + queue.GetProperty("running").GetInt32() >= count;
    });
}
