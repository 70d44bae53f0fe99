using CsCheck;
using SwiftDiffusion.LoadGen.Charts;

namespace SwiftDiffusion.LoadGen.Tests.Charts;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.9, 1.0)]
    [InlineData(7.3, 8)]
    [InlineData(1200, 1200)]
    [InlineData(1201, 1500)]
    public void Linear_axes_end_at_the_next_round_number(double max, double end)
    {
        var axis = Axis.Linear("x", [max]);

        Assert.Equal(end, axis.Ticks[^1], 1e-9);
        Assert.Equal((0, 1), (axis.Place(0), axis.Place(axis.Ticks[^1])));
    }

    [Fact]
    public void Places_rise_with_values_and_stay_on_the_axis() => Gen.Double[1e-6, 1e6].Array[2, 20].Sample(values =>
    {
        foreach (var axis in new[] { Axis.Linear("x", values), Axis.Logarithmic("x", values), Axis.UpTo("x", values.Max()) })
        {
            double[] places = [.. values.Order().Select(axis.Place)];
            Assert.Equal(places.Order(), places);
            Assert.All(places.Concat(axis.Ticks.Select(axis.Place)), place => Assert.InRange(place, 0, 1));
        }
    });

    [Fact]
    public void A_logarithmic_axis_gives_every_decade_the_same_length()
    {
        var axis = Axis.Logarithmic("x", [1, 1000]);

        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1], new double[] { 1, 10, 100, 1000 }.Select(value => Math.Round(axis.Place(value), 9)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(0.1234, "0.123")]
    [InlineData(12.34, "12.3")]
    [InlineData(1234, "1234")]
    [InlineData(12345, "12.35 k")]
    [InlineData(2.5e6, "2.5 M")]
    public void Numbers_are_as_long_as_a_reader_needs(double value, string text) => Assert.Equal(text, Axis.Text(value));
}
