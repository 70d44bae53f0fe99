using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class PixelImageTests
{
    [Fact]
    public void Planar_order_is_channel_row_column()
    {
        var image = PixelImage.FromRgb([255, 0, 51, 0, 255, 102], 2, 1);

        Assert.Equal([1f, 0f, 0f, 1f, 0.2f, 0.4f], image.ToPlanar(PixelRange.ZeroToOne));
        Assert.Equal([1f, -1f, -1f, 1f, (2f * 0.2f) - 1f, (2f * 0.4f) - 1f], image.ToPlanar(PixelRange.MinusOneToOne));
    }

    [Fact]
    public void Every_level_survives_the_way_to_the_model_and_back()
    {
        var image = TestPictures.Grey(256, 1, (x, _) => (byte)x);

        var back = PixelImage.FromPlanar(image.ToPlanar(PixelRange.MinusOneToOne), 256, 1);

        Assert.Equal(image.Rgba, back.Rgba);
    }

    [Theory]
    [InlineData(-1f, 0)]
    [InlineData(1f, 255)]
    [InlineData(-7f, 0)]
    [InlineData(7f, 255)]
    [InlineData(0f, 128)] // 127.5: half to even
    [InlineData(float.NaN, 0)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Planar_values_are_clamped_and_rounded_half_to_even(float value, byte level)
    {
        var image = PixelImage.FromPlanar([value, value, value], 1, 1);

        Assert.Equal([level, level, level, 255], image.Rgba.ToArray());
    }

    [Fact]
    public void Alpha_is_kept_apart_from_colour()
    {
        var image = PixelImage.FromRgba([10, 20, 30, 0, 10, 20, 30, 255], 2, 1);

        Assert.False(image.IsOpaque);
        Assert.Equal([0, 255], image.Alpha());
        Assert.Equal([10 / 255f, 10 / 255f], image.ToPlanar(PixelRange.ZeroToOne)[..2]);
        Assert.True(PixelImage.FromRgba([1, 2, 3, 255], 1, 1).IsOpaque);
    }

    /// <summary>Hashes of Pillow 9.4's convert("L") of the same pictures.</summary>
    [Theory]
    [InlineData(1, 64, 64, 1136400745u)]
    [InlineData(2, 97, 53, 474814360u)]
    [InlineData(3, 128, 96, 4205717142u)]
    public void Luminance_equals_Pillows(uint seed, int width, int height, uint hash) =>
        Assert.Equal(hash, TestPictures.Hash(TestPictures.Shapes(seed, width, height).Luminance()));

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PixelImage.FromRgba([1, 2, 3], 1, 1));
        Assert.Throws<ArgumentException>(() => PixelImage.FromPlanar(new float[11], 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelImage.FromRgb([], 0, 1));
    }

    [Fact]
    public void The_source_buffer_may_change_afterwards()
    {
        byte[] source = [1, 2, 3];
        var image = PixelImage.FromRgb(source, 1, 1);
        source[0] = 99;

        Assert.Equal(1, image.Rgba[0]);
    }
}
