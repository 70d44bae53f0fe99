using CsCheck;
using SwiftDiffusion.Engine.Adapters.Store.Disk;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store.Disk;

public sealed class RetryDelaysTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    [InlineData(1000, 10)]
    public void The_wait_doubles_up_to_the_longest(int failures, double seconds) => Assert.Equal(seconds, RetryDelays.After(failures, First, Longest, null, 1).TotalSeconds, 9);

    [Fact]
    public void A_random_half_of_it_is_left_out() => Assert.Equal(2, RetryDelays.After(3, First, Longest, null, 0).TotalSeconds, 9);

    [Theory]
    [InlineData(5, 5)]
    [InlineData(60, 10)]
    [InlineData(-3, 1)]
    public void What_the_store_asks_for_is_kept_to_as_far_as_the_longest_goes(double asked, double seconds) =>
        Assert.Equal(seconds, RetryDelays.After(1, First, Longest, TimeSpan.FromSeconds(asked), 1).TotalSeconds, 9);

    [Fact]
    public void A_wait_is_never_negative_nor_beyond_the_longest() =>
        Gen.Select(Gen.Int[1, 100], Gen.Double[0, 100], Gen.Double[0, 1]).Sample((failures, first, random) =>
            RetryDelays.After(failures, TimeSpan.FromSeconds(first), Longest, null, random) is var wait && wait >= TimeSpan.Zero && wait <= Longest);
}
