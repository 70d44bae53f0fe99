using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts.Jobs;
using SwiftDiffusion.Queue.Maintenance;
using SwiftDiffusion.Queue.Tests.Stores;

namespace SwiftDiffusion.Queue.Tests.Maintenance;

public sealed class MaintenanceLoopTests(StoreFixture stores) : QueueTests(stores)
{
    [Fact]
    public async Task Maintenance_is_done_at_every_interval_until_stopped()
    {
        await using var test = await OpenAsync(StoreKind.Embedded);
        using var loop = new MaintenanceLoop(test.Queue, test.ProcessTime, NullLogger<MaintenanceLoop>.Instance);
        await loop.StartAsync(Token);
        for (int round = 0; round < 2; round++)
        {
            var id = await test.SubmitAsync(test.Submission() with { TotalTimeout = TimeSpan.FromSeconds(1) });
            test.Time.Advance(TimeSpan.FromSeconds(1));
            await using var watch = test.Queue.Events.WatchAsync(id, 1, Token).GetAsyncEnumerator(Token);
            var ended = watch.MoveNextAsync().AsTask();
            // The loop may not have come to its timer yet.
            while (!ended.IsCompleted)
            {
                test.ProcessTime.Advance(test.Queue.Options.MaintenanceInterval);
                await Task.WhenAny(ended, Task.Delay(5, Token));
            }

            Assert.True(await ended);
            Assert.IsType<JobEvent.Failed>(watch.Current);
        }

        await loop.StopAsync(Token);
    }
}
