using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Gateway.Tests.Fleet;

public sealed class FleetWatchTests
{
    [Fact]
    public async Task A_store_that_does_not_answer_makes_the_gateway_unready_instead_of_failing_it()
    {
        var queue = await OpenQueue.OpenAsync(new QueueOptions(), QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        await queue.DisposeAsync();
        using var watch = new FleetWatch(queue.Workers, TimeProvider.System, NullLogger<FleetWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal((false, "the queue's store does not answer"), (watch.View.HasStore, watch.View.Readiness.Reason));
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }
}
