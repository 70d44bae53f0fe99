using SwiftDiffusion.Engine.Devices;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Devices;

public sealed class CopyLinkTests
{
    private readonly CopyLink _link = new(TimeProvider.System);

    [Fact]
    public async Task What_is_in_the_hosts_memory_already_is_not_copied()
    {
        using var outputs = new Outputs(["a"], [Tensors.From([1f, 2f], 2)]);

        Assert.Same(outputs, await _link.MoveAsync(outputs, CancellationToken.None));
        Assert.Equal([1f, 2f], outputs.Floats("a").ToArray());
    }

    [Fact]
    public void More_bytes_take_longer_and_none_the_latency() =>
        Assert.True(TimeSpan.Zero < _link.CostOf(0) && _link.CostOf(0) < _link.CostOf(1 << 20) && _link.CostOf(1 << 20) < _link.CostOf(1 << 30));

    [Fact]
    public async Task A_move_that_was_given_up_copies_nothing()
    {
        using var outputs = new Outputs(["a"], [Tensors.From([1f], 1)]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _link.MoveAsync(outputs, new CancellationToken(canceled: true)));
    }
}
