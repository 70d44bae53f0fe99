using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class MaskTests
{
    [Fact]
    public void Grey_of_a_half_or_more_is_repainted()
    {
        var mask = Mask.FromLuminance(TestPictures.Grey(4, 1, (x, _) => new byte[] { 0, 127, 128, 255 }[x]));

        Assert.Equal([0f, 0f, 1f, 1f], mask.Values);
    }

    [Fact]
    public void Transparent_is_repainted()
    {
        var mask = Mask.FromAlpha(PixelImage.FromRgba([9, 9, 9, 0, 9, 9, 9, 127, 9, 9, 9, 128, 9, 9, 9, 255], 4, 1));

        Assert.Equal([1f, 1f, 0f, 0f], mask.Values);
    }

    [Fact]
    public void An_inverted_mask_repaints_what_was_kept()
    {
        var mask = Mask.FromLuminance(PixelImage.FromGrey([0, 255, 255], 3, 1));
        Assert.Equal([1, 0, 0], mask.Inverted().Values.ToArray());
        Assert.Equal(mask.Values.ToArray(), mask.Inverted().Inverted().Values.ToArray());
    }

    [Fact]
    public void A_mask_is_empty_when_nothing_is_repainted()
    {
        Assert.True(Mask.FromLuminance(PixelImage.FromGrey([0, 127], 2, 1)).IsEmpty);
        Assert.False(Mask.FromLuminance(PixelImage.FromGrey([0, 128], 2, 1)).IsEmpty);
    }

    [Fact]
    public void Reduction_takes_the_upper_left_pixel_of_each_block()
    {
        var mask = Mask.FromLuminance(TestPictures.Grey(16, 16, (x, y) => x == 8 && y == 0 ? (byte)255 : (byte)0));

        Assert.Equal([0f, 1f, 0f, 0f], mask.Reduce(2, 2).Values);
    }

    [Fact]
    public void Uneven_reduction_floors_as_torch_does()
    {
        // torch.nn.functional.interpolate(torch.arange(7.), size=3, mode="nearest") takes 0, 2 and 4.
        var mask = Mask.FromLuminance(TestPictures.Grey(7, 1, (x, _) => x is 2 or 4 ? (byte)255 : (byte)0));

        var reduced = mask.Reduce(3, 1);

        Assert.Equal([0f, 1f, 1f], reduced.Values);
        Assert.Equal((3, 1), (reduced.Width, reduced.Height));
    }
}
