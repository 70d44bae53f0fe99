using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices;

public sealed class DeviceQueueTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Runs_waiting_work_by_priority_then_by_arrival()
    {
        using var queue = new DeviceQueue("test");
        using var gate = new ManualResetEventSlim();
        var order = new List<string>();
        var blocker = queue.RunAsync(WorkPriority.Step, () => { gate.Wait(None); return 0; }, None);
        Task[] work =
        [
            Add(WorkPriority.Step, "step 1"), Add(WorkPriority.Step, "step 2"), Add(WorkPriority.Branch, "branch"),
            Add(WorkPriority.Decode, "decode"), Add(WorkPriority.Encode, "encode"),
        ];
        gate.Set();
        await Task.WhenAll([blocker, .. work]);
        Assert.Equal(["decode", "encode", "branch", "step 1", "step 2"], order);

        Task Add(WorkPriority priority, string name) => queue.RunAsync(priority, () => { order.Add(name); return 0; }, None);
    }

    [Fact]
    public async Task Hands_a_failure_to_whoever_asked_and_goes_on()
    {
        using var queue = new DeviceQueue("test");
        var failing = queue.RunAsync<int>(WorkPriority.Step, () => throw new InvalidOperationException("broken"), None);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        Assert.Equal(5, await queue.RunAsync(WorkPriority.Step, () => 5, None));
    }

    [Fact]
    public async Task Skips_work_whose_token_fired_while_it_waited()
    {
        using var queue = new DeviceQueue("test");
        using var gate = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        bool ran = false;
        var blocker = queue.RunAsync(WorkPriority.Step, () => { gate.Wait(None); return 0; }, None);
        var cancelled = queue.RunAsync(WorkPriority.Step, () => ran = true, cancellation.Token);
        await cancellation.CancelAsync();
        gate.Set();
        await blocker;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(ran);
    }

    [Fact]
    public async Task Cancels_what_waits_when_it_is_closed()
    {
        var queue = new DeviceQueue("test");
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var running = queue.RunAsync(WorkPriority.Step, () => { begun.Set(); gate.Wait(None); return 1; }, None);
        var waiting = queue.RunAsync(WorkPriority.Step, () => 2, None);
        begun.Wait(None);
        var closing = Task.Run(queue.Dispose, None);
        // The queue refuses new work as soon as it is closed, and only then may the running work end.
        while (!IsClosed(queue))
            await Task.Yield();
        gate.Set();
        await closing;
        Assert.Equal(1, await running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static bool IsClosed(DeviceQueue queue)
    {
        try
        {
            _ = queue.RunAsync(WorkPriority.Step, () => 0, None);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
