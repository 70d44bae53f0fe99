using SwiftDiffusion.LoadGen.Synthesis;

namespace SwiftDiffusion.LoadGen.Tests.Synthesis;

public sealed class PopularityCurveTests
{
    [Fact]
    public void Ranks_are_drawn_by_the_curve()
    {
        var curve = new PopularityCurve([new PopularityKnot(1, 0.5), new PopularityKnot(5, 1)]);
        var random = new SeededRandom(1);

        var counts = Enumerable.Range(0, 100_000).CountBy(_ => curve.Draw(random)).ToDictionary();

        Assert.Equal([1, 2, 3, 4, 5], counts.Keys.Order());
        Assert.Equal(50_000, counts[1], 600.0);
        Assert.All(counts.Where(entry => entry.Key > 1), entry => Assert.Equal(12_500, entry.Value, 400.0));
    }

    [Fact]
    public void A_curve_may_begin_behind_other_ranks()
    {
        var curve = new PopularityCurve([new PopularityKnot(7, 1)], before: 5);
        var random = new SeededRandom(1);

        Assert.Equal([6, 7], Enumerable.Range(0, 100).Select(_ => curve.Draw(random)).Distinct().Order());
    }
}
