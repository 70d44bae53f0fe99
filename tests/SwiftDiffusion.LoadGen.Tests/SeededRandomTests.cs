namespace SwiftDiffusion.LoadGen.Tests;

public sealed class SeededRandomTests
{
    private const int Draws = 200_000;

    /// <summary>First numbers of the reference implementation's demo (seed 42, stream 54), https://www.pcg-random.org.</summary>
    [Fact]
    public void Numbers_are_those_of_the_reference_implementation()
    {
        var random = new SeededRandom(42, 54);

        uint[] drawn = [.. Enumerable.Range(0, 6).Select(_ => random.NextUInt32())];

        Assert.Equal([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e], drawn);
    }

    [Fact]
    public void Streams_of_one_seed_differ() => Assert.NotEqual(new SeededRandom(1, 1).NextUInt32(), new SeededRandom(1, 2).NextUInt32());

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(7)]
    public void Gamma_has_mean_1_and_variance_1_over_shape(double shape)
    {
        var random = new SeededRandom(3);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => random.NextGamma(shape))];

        double mean = drawn.Average();
        Assert.Equal(1, mean, 0.03);
        Assert.Equal(1 / shape, drawn.Average(value => (value - mean) * (value - mean)), 0.05 / shape);
    }

    [Fact]
    public void Exponential_has_mean_1_and_its_median()
    {
        var random = new SeededRandom(4);
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => random.NextExponential()).Order()];

        Assert.Equal(1, drawn.Average(), 0.01);
        Assert.Equal(Math.Log(2), drawn[Draws / 2], 0.01);
    }

    [Fact]
    public void Below_reaches_every_value_alike()
    {
        var random = new SeededRandom(5);

        var counts = Enumerable.Range(0, Draws).CountBy(_ => random.Below(7)).ToDictionary();

        Assert.Equal(7, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(Draws / 7.0, count, Draws / 7.0 * 0.03));
    }
}
