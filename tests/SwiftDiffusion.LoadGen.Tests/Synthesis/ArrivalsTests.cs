using SwiftDiffusion.LoadGen.Synthesis.Arrivals;

namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

public sealed class ArrivalsTests
{
    private const int Count = 50_000;

    [Fact]
    public void Poisson_gaps_have_the_mean_and_vary_as_much()
    {
        var (mean, variation) = GapsOf(new PoissonArrivals(4));

        Assert.Equal(0.25, mean, 0.005);
        Assert.Equal(1, variation, 0.02);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4)]
    public void Gamma_gaps_vary_as_asked(double asked)
    {
        var (mean, variation) = GapsOf(new GammaArrivals(4, asked));

        Assert.Equal(0.25, mean, 0.25 * 0.06);
        Assert.Equal(asked, variation, asked * 0.08);
    }

    [Fact]
    public void Days_are_busy_and_nights_are_not()
    {
        var times = new DiurnalArrivals(1, 0.8, TimeSpan.FromSeconds(1000)).Times(new SeededRandom(1)).TakeWhile(at => at < 100_000).ToArray();

        Assert.Equal(100_000, times.Length, 1500.0);
        // Quarters around noon and around midnight: 1 plus or minus 0.8 * 2 sqrt(2) / pi.
        Assert.Equal(25_000 * 1.72, times.Count(at => at % 1000 is >= 375 and < 625), 800.0);
        Assert.Equal(25_000 * 0.28, times.Count(at => at % 1000 is < 125 or >= 875), 400.0);
    }

    private static (double Mean, double Variation) GapsOf(IArrivals arrivals)
    {
        double[] times = [.. arrivals.Times(new SeededRandom(2)).Take(Count)];
        double[] gaps = [.. times.Prepend(0).Zip(times, (before, after) => after - before)];
        double mean = gaps.Average();
        return (mean, Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean);
    }
}
