using CsCheck;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

public sealed class PinnedCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_least_recently_used_leaves_first()
    {
        var cache = new PinnedCache<int, string>(budgetBytes: 2, _ => 1);
        foreach (int key in new[] { 1, 2, 1, 3 })
            (await cache.AcquireAsync(key, _ => Task.FromResult($"{key}"), None)).Dispose();
        Assert.False(cache.TryAcquire(2, out _));
        Assert.True(cache.TryAcquire(1, out _));
        Assert.True(cache.TryAcquire(3, out _));
        Assert.Equal(2, cache.HeldBytes);
    }

    [Fact]
    public async Task Who_gives_up_does_not_stop_the_load_of_others()
    {
        var cache = new PinnedCache<int, string>(0, _ => 1);
        var load = new ControlledLoad();
        using var impatient = new CancellationTokenSource();
        var first = cache.AcquireAsync(1, load.RunAsync, impatient.Token);
        var second = cache.AcquireAsync(1, load.RunAsync, None);
        var token = await load.Started;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(token.IsCancellationRequested);
        load.Succeed("value");
        Assert.Equal("value", (await second).Value);
    }

    [Fact]
    public async Task A_load_that_nobody_waits_for_is_stopped()
    {
        var cache = new PinnedCache<int, string>(0, _ => 1);
        var load = new ControlledLoad();
        using var impatient = new CancellationTokenSource();
        var first = cache.AcquireAsync(1, load.RunAsync, impatient.Token);
        var token = await load.Started;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(0, cache.Pins);
    }

    [Fact]
    public async Task A_value_that_comes_too_late_is_disposed()
    {
        var cache = new PinnedCache<int, DisposableValue>(10, _ => 1);
        var result = new TaskCompletionSource<DisposableValue>();
        var begun = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var first = cache.AcquireAsync(1, _ => { begun.SetResult(); return result.Task; }, impatient.Token);
        await begun.Task;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var late = new DisposableValue();
        result.SetResult(late);
        await late.Disposed;
        Assert.Equal(0, cache.HeldBytes);
    }

    [Fact]
    public async Task A_disposable_value_is_disposed_when_it_leaves()
    {
        var cache = new PinnedCache<int, DisposableValue>(0, _ => 1);
        var lease = await cache.AcquireAsync(1, _ => Task.FromResult(new DisposableValue()), None);
        Assert.False(lease.Value.Disposed.IsCompleted);
        lease.Dispose();
        Assert.True(lease.Value.Disposed.IsCompleted);
    }

    [Fact]
    public async Task A_failed_load_is_tried_again_by_the_next_who_asks()
    {
        var cache = new PinnedCache<int, string>(10, _ => 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => cache.AcquireAsync(1, _ => throw new InvalidDataException(), None));
        Assert.Equal("mended", (await cache.AcquireAsync(1, _ => Task.FromResult("mended"), None)).Value);
    }

    [Fact]
    public async Task Releasing_a_lease_twice_releases_it_once()
    {
        var cache = new PinnedCache<int, string>(0, _ => 1);
        var first = await cache.AcquireAsync(1, _ => Task.FromResult(""), None);
        var second = await cache.AcquireAsync(1, _ => Task.FromResult(""), None);
        first.Dispose();
        first.Dispose();
        Assert.Equal(1, cache.HeldBytes);
        second.Dispose();
        Assert.Equal(0, cache.HeldBytes);
    }

    /// <summary>Any schedule of acquiring, releasing, giving up, finishing and failing.</summary>
    [Fact]
    public async Task No_schedule_leaks_a_pin_or_exceeds_the_budget() =>
        await Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3]).Array[1, 60].SampleAsync(async steps =>
        {
            var schedule = new CacheSchedule(budget: 3);
            foreach (var (action, key) in steps)
            {
                await schedule.TakeAsync(action, key);
                schedule.AssertInvariants();
            }

            await schedule.EndAsync();
        }, iter: 300, threads: 1);

    [Fact]
    public async Task Many_threads_leave_nothing_pinned()
    {
        const int budget = 5;
        var cache = new PinnedCache<int, string>(budget, _ => 1);
        int[] loading = new int[20];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (int i = 0; i < 500; i++)
            {
                int key = random.Next(loading.Length);
                bool fails = random.Next(10) == 0;
                try
                {
                    using var lease = await cache.AcquireAsync(key, _ => LoadAsync(key, fails), None);
                    await Task.Yield();
                }
                catch (InvalidDataException)
                {
                    // As the schedule has it.
                }
            }
        })));
        Assert.Equal(0, cache.Pins);
        Assert.InRange(cache.HeldBytes, 0, budget);

        async Task<string> LoadAsync(int key, bool fails)
        {
            Assert.Equal(1, Interlocked.Increment(ref loading[key]));
            await Task.Yield();
            Interlocked.Decrement(ref loading[key]);
            return fails ? throw new InvalidDataException() : $"{key}";
        }
    }

    private sealed class DisposableValue : IDisposable
    {
        private readonly TaskCompletionSource _disposed = new();

        public Task Disposed => _disposed.Task;

        public void Dispose() => _disposed.SetResult();
    }
}
