using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.Contracts;

public sealed class JobSourceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Strength_is_above_zero_and_at_most_one(double strength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobSource(Samples.PngBytes, strength));

    [Fact]
    public void A_source_and_a_mask_hold_at_least_one_byte()
    {
        Assert.Throws<ArgumentException>(() => new JobSource(default, 1));
        Assert.Throws<ArgumentException>(() => new JobMask(default, MaskPolarity.WhiteRepaints));
    }

    [Fact]
    public void A_mask_has_bounds()
    {
        var mask = new JobMask(Samples.PngBytes, MaskPolarity.WhiteRepaints);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask with { Blur = JobLimits.MaxMaskBlur + 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => mask with { AreaPadding = -1 });
        Assert.Null((mask with { AreaPadding = null }).AreaPadding);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    [InlineData(5, JobLimits.MaxCannyThreshold + 1)]
    public void Thresholds_of_edges_are_in_order(int low, int high) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CannyThresholds(low, high));

    [Fact]
    public void A_job_has_at_most_three_previews() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Job with { PreviewCount = 4 });
}
