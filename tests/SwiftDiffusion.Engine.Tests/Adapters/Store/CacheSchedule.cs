using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

/// <summary>A cache and everybody who uses it, driven one action at a time; what must hold is known after each.</summary>
internal sealed class CacheSchedule(int budget)
{
    private readonly PinnedCache<int, string> _cache = new(budget, _ => 1);
    private readonly Dictionary<int, ControlledLoad> _loads = [];
    private readonly List<Waiter> _waiters = [];
    private readonly List<(int Key, Lease<string> Lease)> _leases = [];

    public Task TakeAsync(int action, int key) => action switch
    {
        0 => AcquireAsync(key),
        1 => ReleaseAsync(key),
        2 => GiveUpAsync(key),
        3 => EndLoadAsync(key, load => load.Succeed($"{key}")),
        _ => EndLoadAsync(key, load => load.Fail()),
    };

    public void AssertInvariants()
    {
        Assert.Equal(_waiters.Count + _leases.Count, _cache.Pins);
        int pinned = _leases.Select(lease => lease.Key).Distinct().Count();
        Assert.InRange(_cache.HeldBytes, pinned, Math.Max(budget, pinned));
    }

    public async Task EndAsync()
    {
        while (_waiters.Count > 0)
            await GiveUpAsync(_waiters[0].Key);
        while (_leases.Count > 0)
            await ReleaseAsync(_leases[0].Key);
        AssertInvariants();
        Assert.Equal(0, _cache.Pins);
    }

    private async Task AcquireAsync(int key)
    {
        if (_cache.TryAcquire(key, out var held))
        {
            _leases.Add((key, held));
            return;
        }

        bool isFirst = _waiters.All(waiter => waiter.Key != key);
        if (isFirst)
            _loads[key] = new ControlledLoad();
        var cancellation = new CancellationTokenSource();
        // A second load of one key would throw, as it is begun twice.
        _waiters.Add(new Waiter(key, _cache.AcquireAsync(key, _loads[key].RunAsync, cancellation.Token), cancellation));
        await _loads[key].Started;
    }

    private Task ReleaseAsync(int key)
    {
        int index = _leases.FindIndex(lease => lease.Key == key);
        if (index >= 0)
        {
            _leases[index].Lease.Dispose();
            _leases.RemoveAt(index);
        }

        return Task.CompletedTask;
    }

    private async Task GiveUpAsync(int key)
    {
        if (_waiters.Find(waiter => waiter.Key == key) is not { } waiter)
            return;
        await waiter.Cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.Lease);
        _waiters.Remove(waiter);
        if (_waiters.All(other => other.Key != key))
            Assert.True((await _loads[key].Started).IsCancellationRequested);
    }

    private async Task EndLoadAsync(int key, Action<ControlledLoad> end)
    {
        var waiting = _waiters.FindAll(waiter => waiter.Key == key);
        if (waiting.Count == 0)
            return;
        end(_loads[key]);
        foreach (var waiter in waiting)
        {
            _waiters.Remove(waiter);
            try
            {
                _leases.Add((key, await waiter.Lease));
            }
            catch (InvalidDataException)
            {
                // As the schedule has it.
            }
        }
    }

    private sealed record Waiter(int Key, Task<Lease<string>> Lease, CancellationTokenSource Cancellation);
}
