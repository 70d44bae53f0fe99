namespace SwiftDiffusion.Gateway.Tests;

public sealed class SystemSeedSourceTests
{
    [Fact]
    public void Seeds_differ_and_fit_32_bits()
    {
        var source = new SystemSeedSource();
        long[] seeds = [.. Enumerable.Range(0, 64).Select(_ => source.NextSeed())];
        Assert.All(seeds, seed => Assert.InRange(seed, 0, uint.MaxValue));
        Assert.True(seeds.Distinct().Count() > 60);
    }
}
