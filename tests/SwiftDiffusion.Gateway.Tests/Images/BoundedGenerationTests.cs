using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Images;

public sealed class BoundedGenerationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_that_leaves_cancels_the_work()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var work = new EndlessWork(gateway.Service);
        using var leave = new CancellationTokenSource();
        using var body = new StringContent("""{"prompt":"p"}""", Encoding.UTF8, "application/json");
        var request = gateway.Client.PostAsync("v1/images/generations", body, leave.Token);
        await work.Started.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await work.Cancelled.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deadline_ends_the_work_whether_it_throws_or_returns(bool returns)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = await RunningGateway.StartAsync(options => options.GenerationTimeout = TimeSpan.FromSeconds(30), time);
        var work = new EndlessWork(gateway.Service, returns);
        var request = gateway.GenerateAsync("""{"prompt":"p"}""");
        await work.Started.WaitAsync(Patience, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(30));

        using var response = await request;
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal("The images were not finished within 00:00:30.", json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_bug_in_the_service_is_an_internal_failure_without_its_text()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => throw new InvalidOperationException("secret");
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_nobody_asked_for_is_a_bug()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => throw new OperationCanceledException();
        using var response = await gateway.GenerateAsync("""{"prompt":"p"}""");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Every_request_is_counted_by_its_outcome()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var outcomes = new List<string?>();
        using var listener = new MeterListener();
        var factory = gateway.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "swiftdiffusion.gateway.generations" && instrument.Meter.Scope == factory)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var (key, value) in tags)
                if (key == "outcome")
                    outcomes.Add(value as string);
        });
        listener.Start();

        (await gateway.GenerateAsync("""{"prompt":"p"}""")).Dispose();
        (await gateway.GenerateAsync("""{"prompt":""}""")).Dispose();
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(new JobFailure(FailureCode.DeviceLost, "gone"));
        (await gateway.GenerateAsync("""{"prompt":"p"}""")).Dispose();
        gateway.Service.Readiness = Readiness.NotReady("draining");
        (await gateway.GenerateAsync("""{"prompt":"p"}""")).Dispose();

        Assert.Equal(["completed", "invalid_request", "device_lost", "not_ready"], outcomes);
    }

    /// <summary>Work that only cancellation ends.</summary>
    private sealed class EndlessWork
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndlessWork(FakeGenerationService service, bool returnsCancelled = false) => service.Answer = async (_, cancellationToken) =>
        {
            _started.SetResult();
            using var registration = cancellationToken.Register(_cancelled.SetResult);
            await _cancelled.Task;
            if (!returnsCancelled)
                cancellationToken.ThrowIfCancellationRequested();
            return new JobFailure(FailureCode.Cancelled, "cancelled");
        };

        public Task Started => _started.Task;

        public Task Cancelled => _cancelled.Task;
    }
}
