using CsCheck;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class MaskOverlayTests
{
    [Fact]
    public void Without_blur_the_share_is_the_mask()
    {
        var mask = MaskOf(4, 1, 1, 2);
        Assert.Equal([0, 1, 1, 0], MaskOverlay.Share(mask, 0));
    }

    [Fact]
    public void A_blurred_edge_is_a_half_and_falls_off_evenly()
    {
        var share = MaskOverlay.Share(MaskOf(64, 1, 32, 63), 2);
        Assert.Equal(1, share[31] + share[32], 1e-5);
        Assert.Equal(1, share[30] + share[33], 1e-5);
        Assert.True(share[30] < share[31] && share[31] < share[32] && share[32] < share[33]);
        Assert.Equal(0, share[32 - MaskOverlay.RadiusOf(2) - 1]);
        Assert.Equal(1, share[32 + MaskOverlay.RadiusOf(2)], 1e-5);
    }

    [Fact]
    public void The_border_of_a_picture_is_no_edge() =>
        Assert.All(MaskOverlay.Share(MaskOf(16, 8, 0, 127), 4), share => Assert.Equal(1, share, 1e-5));

    [Fact]
    public void A_share_is_from_zero_to_one() => Gen.Select(Gen.Int[0, 63], Gen.Int[0, 63], Gen.Double[0, 20]).Sample(
        (from, to, blur) => MaskOverlay.Share(MaskOf(8, 8, Math.Min(from, to), Math.Max(from, to)), blur).All(share => share is >= 0 and <= 1), iter: 200);

    [Fact]
    public void Kept_pixels_are_the_originals_to_the_bit()
    {
        var kept = PixelImage.FromRgb([1, 2, 3, 201, 202, 203, 7, 8, 9], 3, 1);
        var painted = PixelImage.FromRgb([255, 255, 255, 101, 102, 103, 17, 18, 19], 3, 1);
        var blended = MaskOverlay.Blend(kept, painted, [0, 1, 0.5f]);
        Assert.Equal([1, 2, 3, 255, 101, 102, 103, 255, 12, 13, 14, 255], blended.Rgba.ToArray());
    }

    /// <summary>White from one pixel to another, counted through the rows.</summary>
    internal static Mask MaskOf(int width, int height, int from, int to)
    {
        var grey = new byte[width * height];
        grey.AsSpan(from..(to + 1)).Fill(255);
        return Mask.FromLuminance(PixelImage.FromGrey(grey, width, height));
    }
}
