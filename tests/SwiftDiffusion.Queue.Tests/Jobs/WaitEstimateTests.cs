using SwiftDiffusion.Queue.Jobs;

namespace SwiftDiffusion.Queue.Tests.Jobs;

public sealed class WaitEstimateTests
{
    [Theory]
    [InlineData(1, 4, 1, 0)]
    [InlineData(2, 4, 1, 5)]
    [InlineData(1, 1, 0, 5)]
    [InlineData(4, 1, 0, 35)]
    [InlineData(5, 2, 0, 25)]
    public void Jobs_ahead_are_spread_over_the_slots(int position, int slots, int free, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WaitEstimate.Of(position, TimeSpan.FromSeconds(10), slots, free));
}
