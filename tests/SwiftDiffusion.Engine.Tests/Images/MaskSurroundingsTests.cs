using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class MaskSurroundingsTests
{
    [Fact]
    public void A_hole_in_one_colour_takes_that_colour()
    {
        var grey = new byte[64];
        grey.AsSpan().Fill(90);
        grey[27] = grey[28] = 255;
        var filled = MaskSurroundings.Fill(PixelImage.FromGrey(grey, 8, 8), MaskOverlayTests.MaskOf(8, 8, 27, 28));
        Assert.All(filled.Luminance(), level => Assert.Equal(90, level));
    }

    [Fact]
    public void Known_pixels_stay_as_they_are()
    {
        byte[] grey = [.. Enumerable.Range(0, 35).Select(i => (byte)(i * 7))];
        var filled = MaskSurroundings.Fill(PixelImage.FromGrey(grey, 7, 5), MaskOverlayTests.MaskOf(7, 5, 10, 13)).Luminance();
        Assert.All(Enumerable.Range(0, 35).Where(i => i is < 10 or > 13), i => Assert.Equal(grey[i], filled[i]));
    }

    [Fact]
    public void A_filled_pixel_lies_between_its_surroundings()
    {
        var filled = MaskSurroundings.Fill(PixelImage.FromGrey([40, 0, 0, 60], 4, 1), MaskOverlayTests.MaskOf(4, 1, 1, 2)).Luminance();
        Assert.All(filled, level => Assert.InRange(level, 40, 60));
    }

    [Fact]
    public void With_nothing_to_take_colours_from_the_picture_stays()
    {
        var image = PixelImage.FromGrey([1, 2, 3, 4], 2, 2);
        Assert.Equal(image.Rgba.ToArray(), MaskSurroundings.Fill(image, MaskOverlayTests.MaskOf(2, 2, 0, 3)).Rgba.ToArray());
    }
}
