namespace SwiftDiffusion.Gateway.Tests.Health;

public sealed class HealthApiTests
{
    [Theory]
    [InlineData("livez", """{"status":"live"}""")]
    [InlineData("readyz", """{"status":"ready"}""")]
    [InlineData("healthz", """{"status":"ready","models":["tiny","owner/plain"]}""")]
    public async Task A_ready_service_says_so(string path, string body) => await AssertHealthAsync(Readiness.Ready, path, 200, body);

    [Theory]
    [InlineData("livez", 200, """{"status":"live"}""")]
    [InlineData("readyz", 503, """{"status":"not_ready","reason":"device cpu:0 is gone"}""")]
    [InlineData("healthz", 503, """{"status":"not_ready","reason":"device cpu:0 is gone","models":["tiny","owner/plain"]}""")]
    public async Task A_service_that_is_not_ready_says_why_and_stays_alive(string path, int status, string body) =>
        await AssertHealthAsync(Readiness.NotReady("device cpu:0 is gone"), path, status, body);

    [Fact]
    public async Task Without_workers_jobs_are_taken_in_for_balancers_that_ask_only_that()
    {
        await using var gateway = await QueuedGateway.StartAsync(hasWorker: false);
        using var ready = await gateway.GetAsync("readyz");
        using var intake = await gateway.GetAsync("readyz?exclude=workers");
        Assert.Equal((503, 200), ((int)ready.StatusCode, (int)intake.StatusCode));
    }

    private static async Task AssertHealthAsync(Readiness readiness, string path, int status, string body)
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Readiness = readiness;
        using var response = await gateway.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
