using SwiftDiffusion.Host.Bench;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class MeasurementTests
{
    [Theory]
    [InlineData(2.0, 3.0, 1.0, 2.0)]
    [InlineData(2.5, 4.0, 1.0, 2.0, 3.0)]
    [InlineData(7.0, 7.0)]
    public void Median_is_in_the_middle(double median, params double[] values) => Assert.Equal(median, Measurement.Median(values));

    [Theory]
    [InlineData(0.5, 1.0, 2.0)]
    [InlineData(0.912871, 1.0, 2.0, 4.0, 5.0)]
    [InlineData(0.0, 7.0)]
    public void Standard_error_is_that_of_the_mean(double error, params double[] values) => Assert.Equal(error, Measurement.StandardError(values), 1e-6);

    [Fact]
    public void A_measurement_keeps_the_shortest_run() => Assert.Equal(new Measurement("x", 2, 1, 2, 3), Measurement.Of("x", 2, [3, 1, 2]));
}
