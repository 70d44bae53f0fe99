using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Worker.Tests;

public sealed class EngineKeeperTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeEngine _engine = new();
    private readonly WorkerTelemetry _telemetry;

    public EngineKeeperTests() => _telemetry = new WorkerTelemetry(_services.GetRequiredService<IMeterFactory>(), includesPrompts: false);

    [Fact]
    public async Task A_job_of_an_earlier_start_does_not_restart_the_engine_again()
    {
        var keeper = new EngineKeeper(_engine, _telemetry, NullLogger.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        int first = keeper.Start;
        keeper.Report(first, "job", Samples.LostDevice);
        Assert.True(keeper.Broken.IsCancellationRequested);

        await keeper.StartAsync(TestContext.Current.CancellationToken);
        keeper.Report(first, "late", Samples.LostDevice);
        Assert.False(keeper.Broken.IsCancellationRequested);
    }

    [Theory]
    [InlineData(FailureCode.OutOfMemory, true, FailureCode.OutOfMemory)]
    [InlineData(FailureCode.OutOfMemory, false, FailureCode.DeviceLost)]
    [InlineData(FailureCode.DeviceLost, true, FailureCode.DeviceLost)]
    public void Only_a_job_that_was_alone_is_to_blame_for_a_full_memory(FailureCode code, bool wasAlone, FailureCode told) =>
        Assert.Equal(told, EngineKeeper.Blame(new JobFailure(code, "It happened."), wasAlone).Code);

    public void Dispose()
    {
        _telemetry.Dispose();
        _engine.Dispose();
        _services.Dispose();
    }
}
