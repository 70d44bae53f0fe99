using SwiftDiffusion.Host.Bench.Queueing;

namespace SwiftDiffusion.Host.Tests.Bench.Queueing;

public sealed class PercentilesTests
{
    [Fact]
    public void They_are_values_that_occurred() =>
        Assert.Equal(new Percentiles(200, 100, 198, 200), Percentiles.Of(Enumerable.Range(1, 200).Reverse().Select(i => (double)i)));

    [Fact]
    public void One_value_is_all_of_them() => Assert.Equal(new Percentiles(1, 3, 3, 3), Percentiles.Of([3]));
}
