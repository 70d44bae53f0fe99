using SwiftDiffusion.Host.Models;

namespace SwiftDiffusion.Host.Tests.Models;

public sealed class UsesTests
{
    [Fact]
    public void What_nobody_uses_may_go_at_once() => Assert.True(new Uses().EndAsync().IsCompletedSuccessfully);

    [Fact]
    public async Task What_is_used_goes_with_its_last_user_and_takes_no_new_one()
    {
        var uses = new Uses();
        var first = uses.TryBegin()!;
        var second = uses.TryBegin()!;
        var end = uses.EndAsync();
        Assert.Null(uses.TryBegin());
        first.Dispose();
        first.Dispose();
        Assert.False(end.IsCompleted);
        second.Dispose();
        await end.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Null(uses.TryBegin());
    }
}
