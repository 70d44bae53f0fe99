using SwiftDiffusion.Host.Bench.Queueing;

namespace SwiftDiffusion.Host.Tests.Bench.Queueing;

public sealed class OpenLoopTests
{
    private const int Rate = 100, Count = 5;
    private static readonly TimeProvider Time = TimeProvider.System;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_due_at_even_distances_and_none_begins_before()
    {
        var begun = await new OpenLoop(Time, Rate, Count).RunAsync(due => Task.FromResult((Due: due, Began: Time.GetTimestamp())), Token);
        Assert.All(begun.Zip(begun.Skip(1)), pair => Assert.Equal(Time.TimestampFrequency / Rate, pair.Second.Due - pair.First.Due));
        Assert.All(begun, request => Assert.True(request.Began >= request.Due));
    }

    [Fact]
    public async Task A_request_that_does_not_end_holds_up_no_other()
    {
        var last = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;
        var ended = await new OpenLoop(Time, Rate, Count).RunAsync(
            _ =>
            {
                if (Interlocked.Increment(ref begun) == Count)
                    last.SetResult(Count);
                return last.Task;
            },
            Token);
        Assert.All(ended, value => Assert.Equal(Count, value));
    }
}
