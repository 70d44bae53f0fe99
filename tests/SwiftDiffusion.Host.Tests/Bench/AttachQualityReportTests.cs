using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class AttachQualityReportTests
{
    [Theory]
    [InlineData(0.5, 1.5, true)]
    [InlineData(-3, 4, true)]
    [InlineData(1, 1.1, false)]
    public void The_LoRAs_together_may_lose_a_point_at_their_bounds(double first, double second, bool hasPassed) =>
        Assert.Equal(hasPassed, Report(first, second).HasPassed);

    [Fact]
    public void What_is_lost_elsewhere_than_at_the_bounds_is_told_and_allowed()
    {
        var report = Report(0, 0);
        using var output = new StringWriter();
        report.Write(output);

        string text = output.ToString();
        Assert.True(report.HasPassed);
        Assert.Matches("first +20 +0.500 +50.0 +30.0 ± 3.0", text);
        Assert.Matches("first +7 = K +0.900 +80.0 +0.0 ± 3.0", text);
        Assert.Contains("at K the judge loses 0.00 ± 2.50 points, 1 allowed: pass", text, StringComparison.Ordinal);
    }

    private static AttachQualityReport Report(double first, double second) => new("tiny", 4, 50, 4,
    [
        new AttachQualityLine("first", 20, false, 0.5, 50, 30, 3),
        new AttachQualityLine("first", 7, true, 0.9, 80, first, 3),
        new AttachQualityLine("second", 20, false, 0.4, 40, 40, 4),
        new AttachQualityLine("second", 9, true, 0.9, 80, second, 4),
    ]);
}
