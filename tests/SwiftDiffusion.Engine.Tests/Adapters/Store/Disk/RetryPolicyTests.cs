using Microsoft.Extensions.Time.Testing;
using SwiftDiffusion.Engine.Adapters.Store;
using SwiftDiffusion.Engine.Adapters.Store.Disk;
using SwiftDiffusion.Engine.Adapters.Store.Origins;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Disk;

public sealed class RetryPolicyTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AdapterMetrics _metrics = new();
    private int _attempts;

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Attempts_are_made_until_one_succeeds()
    {
        Assert.Equal(3, await Policy(TimeSpan.Zero).RunAsync(5, _ => ++_attempts < 3 ? throw Transient("busy") : Task.FromResult(_attempts), CancellationToken.None));
    }

    [Fact]
    public async Task A_failure_for_good_is_not_tried_again()
    {
        var failure = await FailAsync(Policy(TimeSpan.Zero), 5, _ => new TransferException("no such file", isTransient: false));
        Assert.Equal(("no such file", 1), (failure.Reason, _attempts));
    }

    [Fact]
    public async Task After_enough_attempts_each_ones_reason_is_told()
    {
        var failure = await FailAsync(Policy(TimeSpan.Zero), 3, attempt => Transient($"reason {attempt}"));
        Assert.Equal("3 attempts failed: reason 1; reason 2; reason 3", failure.Reason);
    }

    [Fact]
    public async Task The_same_reason_is_told_once() =>
        Assert.Equal("busy, 3 times", (await FailAsync(Policy(TimeSpan.Zero), 3, _ => Transient("busy"))).Reason);

    [Fact]
    public async Task Between_attempts_it_waits()
    {
        var second = new TaskCompletionSource();
        var running = Policy(TimeSpan.FromSeconds(8)).RunAsync(2, _ =>
        {
            if (++_attempts == 1)
                throw Transient("busy");
            second.SetResult();
            return Task.FromResult(_attempts);
        }, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(second.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(4.1));
        Assert.Equal(2, await running);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using var cancellation = new CancellationTokenSource();
        var running = Policy(TimeSpan.FromSeconds(8)).RunAsync<int>(2, _ => throw Transient("busy"), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private RetryPolicy Policy(TimeSpan delay) =>
        new(new AdapterStoreOptions { RetryDelay = delay, MaxRetryDelay = delay }, _time, new Random(1), _metrics);

    private Task<TransferException> FailAsync(RetryPolicy policy, int attempts, Func<int, TransferException> failure) =>
        Assert.ThrowsAsync<TransferException>(() => policy.RunAsync<int>(attempts, _ => throw failure(++_attempts), CancellationToken.None));

    private static TransferException Transient(string reason) => new(reason, isTransient: true);
}
