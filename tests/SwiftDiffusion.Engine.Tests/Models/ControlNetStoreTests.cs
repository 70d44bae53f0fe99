using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Models;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Bundles;
using SwiftDiffusion.Testing;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Models;

public sealed class ControlNetStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string Canny = RepositoryRoot.File("onnx", "tinyworld", "controlnet", "canny"), Seg = RepositoryRoot.File("onnx", "tinyworld", "controlnet", "seg");
    private readonly ModelBundle _bundle = ModelBundle.Open(RepositoryRoot.File("onnx", "tinyworld"));
    private readonly ModelReplicas _model;

    // Two threads each: no sessions in common, but the host's memory.
    private readonly Device _home = new(new DeviceSpec(DeviceKind.Cpu, 2)), _sibling = new(new DeviceSpec(DeviceKind.Cpu, 2));
    private readonly List<string> _failures = [];

    public ControlNetStoreTests() => _model = new ModelReplicas(_bundle);

    [Fact]
    public async Task However_many_ask_a_controlnet_is_opened_once()
    {
        await using var store = Store(long.MaxValue);

        var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.AcquireAsync(Canny, _home, None)));

        Assert.All(leases, lease => Assert.Same(leases[0].Net, lease.Net));
        Assert.Equal(leases[0].Net.SizeBytes, store.HeldBytes(_home));
        Array.ForEach(leases, lease => lease.Dispose());
    }

    [Fact]
    public async Task Beyond_the_budget_the_least_recently_used_leaves()
    {
        await using var store = Store(budgetBytes: 1);
        var canny = await store.AcquireAsync(Canny, _home, None);
        var net = canny.Net;
        canny.Dispose();
        Assert.False(store.IsHeld(net, _home));

        using var again = await store.AcquireAsync(Canny, _home, None);

        Assert.NotSame(net, again.Net);
        Assert.True(store.IsHeld(again.Net, _home));
    }

    [Fact]
    public async Task What_is_in_use_never_leaves()
    {
        await using var store = Store(budgetBytes: 1);
        using var canny = await store.AcquireAsync(Canny, _home, None);
        using (await store.AcquireAsync(Seg, _home, None))
            Assert.True(store.IsHeld(canny.Net, _home));

        Assert.Equal(canny.Net.SizeBytes, store.HeldBytes(_home));
        Assert.True(store.IsHeld(canny.Net, _home));
    }

    [Fact]
    public async Task Within_the_budget_it_stays_for_the_next_request()
    {
        await using var store = Store(long.MaxValue);
        var first = await store.AcquireAsync(Canny, _home, None);
        first.Dispose();

        using var second = await store.AcquireAsync(Canny, _home, None);

        Assert.Same(first.Net, second.Net);
    }

    [Fact]
    public async Task A_sibling_gets_it_in_the_background_when_it_is_wanted_there()
    {
        await using var store = Store(long.MaxValue);
        using var lease = await store.AcquireAsync(Canny, _home, None);
        Assert.Null(store.TryUse(lease.Net, _sibling));

        store.Want(lease.Net, _sibling);
        store.Want(lease.Net, _sibling);
        await UntilHeldAsync(store, lease.Net);

        using var use = store.TryUse(lease.Net, _sibling);
        Assert.NotNull(use);
        // The host's weights are there once.
        Assert.Equal(lease.Net.SizeBytes, store.HeldBytes(_sibling));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_folder_that_is_no_controlnet_is_refused_every_time()
    {
        await using var store = Store(long.MaxValue);

        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<ModelFormatException>(() => store.AcquireAsync(RepositoryRoot.File("onnx", "tinyworld", "vae"), _home, None));
        Assert.Equal(0, store.HeldBytes(_home));
    }

    [Fact]
    public async Task A_request_that_gives_up_leaves_no_use_behind()
    {
        await using var store = Store(budgetBytes: 1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.AcquireAsync(Canny, _home, cancelled.Token));
        (await store.AcquireAsync(Canny, _home, None)).Dispose();

        Assert.Equal(0, store.HeldBytes(_home));
    }

    public void Dispose()
    {
        _model.Dispose();
        _bundle.Dispose();
        _home.Dispose();
        _sibling.Dispose();
    }

    private ControlNetStore Store(long budgetBytes) => new(_model, [_home, _sibling], budgetBytes, (what, _) => _failures.Add(what));

    private async Task UntilHeldAsync(ControlNetStore store, ControlNetReplicas net)
    {
        while (!store.IsHeld(net, _sibling) && _failures.Count == 0)
            await Task.Yield();
    }
}
