using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Contracts.Workers;

namespace SwiftDiffusion.Worker.Tests;

public sealed class WorkerStatusTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    [Fact]
    public void A_worker_whose_store_has_not_answered_three_heartbeats_is_not_ready_until_it_does()
    {
        var time = new FakeTimeProvider();
        var status = new WorkerStatus("w", 1, Interval, time) { Health = WorkerHealth.Ready };
        status.Heard(time.GetTimestamp());
        time.Advance(Interval * 2.9);
        Assert.Null(status.NotReady);
        time.Advance(Interval * 0.1);
        Assert.Equal("the queue's store does not answer", status.NotReady);
        status.Heard(time.GetTimestamp());
        Assert.Null(status.NotReady);
    }
}
