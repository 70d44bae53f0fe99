using SwiftDiffusion.Host.Planning;

namespace SwiftDiffusion.Host.Tests.Planning;

public sealed class LatencyObjectiveTests
{
    [Theory]
    [InlineData("P95=2s", 0.95, 2000)]
    [InlineData("p99=800ms", 0.99, 800)]
    [InlineData("P99.9=1.5m", 0.999, 90_000)]
    [InlineData("P100=10s", 1, 10_000)]
    public void A_percentile_and_a_time_are_read(string text, double share, double milliseconds)
    {
        var objective = LatencyObjective.TryParse(text)!;

        Assert.Equal((share, milliseconds), (Math.Round(objective.Share, 6), objective.Latency.TotalMilliseconds));
    }

    [Theory]
    [InlineData("2s")]
    [InlineData("P95")]
    [InlineData("P95=2")]
    [InlineData("P0=2s")]
    [InlineData("P101=2s")]
    [InlineData("P95=0s")]
    [InlineData("P95=2s ")]
    [InlineData("P95=1,5s")]
    public void Anything_else_is_none(string text) => Assert.Null(LatencyObjective.TryParse(text));

    [Fact]
    public void It_is_written_as_it_is_read() => Assert.Equal("P99.9=0.8s", $"{LatencyObjective.TryParse("p99.9=800ms")}");
}
