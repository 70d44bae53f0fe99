using CsCheck;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class PixelAreaTests
{
    [Fact]
    public void A_mask_that_repaints_nothing_has_no_area() =>
        Assert.Null(PixelArea.Around(Mask.FromLuminance(PixelImage.FromGrey(new byte[16], 4, 4)), 0, 1, 1));

    [Fact]
    public void Padding_ends_at_the_border() =>
        Assert.Equal(new PixelArea(0, 0, 5, 5), PixelArea.Around(MaskOverlayTests.MaskOf(16, 16, 0, 0), 4, 1, 1));

    [Theory]
    [InlineData(2, 1, 4, 2)]
    [InlineData(1, 2, 2, 4)]
    public void An_area_grows_towards_the_proportions_asked_for(int width, int height, int grownWidth, int grownHeight)
    {
        // Two by two pixels in the middle.
        var grey = new byte[16 * 16];
        foreach (int at in (int[])[(7 * 16) + 7, (7 * 16) + 8, (8 * 16) + 7, (8 * 16) + 8])
            grey[at] = 255;
        var area = PixelArea.Around(Mask.FromLuminance(PixelImage.FromGrey(grey, 16, 16)), 0, width, height)!.Value;
        Assert.Equal((grownWidth, grownHeight), (area.Width, area.Height));
        Assert.True(area.Left <= 7 && area.Top <= 7 && area.Left + area.Width >= 9 && area.Top + area.Height >= 9);
    }

    [Fact]
    public void An_area_lies_in_the_picture_and_holds_the_mask() =>
        Gen.Select(Gen.Int[0, 199], Gen.Int[0, 199], Gen.Int[0, 30], Gen.Int[1, 9], Gen.Int[1, 9]).Sample((a, b, padding, width, height) =>
        {
            var area = PixelArea.Around(MaskOverlayTests.MaskOf(20, 10, Math.Min(a, b), Math.Max(a, b)), padding, width, height)!.Value;
            return area.Left >= 0 && area.Top >= 0 && area.Left + area.Width <= 20 && area.Top + area.Height <= 10
                && area.Top <= Math.Min(a, b) / 20 && area.Top + area.Height > Math.Max(a, b) / 20;
        }, iter: 2_000);

    [Fact]
    public void What_is_cut_out_can_be_put_back()
    {
        var image = PixelImage.FromGrey([.. Enumerable.Range(0, 48).Select(i => (byte)(i * 5))], 8, 6);
        var area = new PixelArea(2, 1, 3, 4);
        var patch = area.Crop(image);
        Assert.Equal(image.Luminance()[(1 * 8) + 2], patch.Luminance()[0]);
        Assert.Equal(image.Rgba.ToArray(), area.Paste(image, patch).Rgba.ToArray());
    }
}
