using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class InitImageFieldsTests
{
    [Fact]
    public void A_picture_alone_is_repainted_as_a_whole()
    {
        var source = WebUiParsing.Valid("""{"init_images":["data:image/png;base64,PNG"]}""", isImg2Img: true).Job.Source!;
        Assert.Equal((0.75, PictureFit.Stretch), (source.Strength, source.Fit));
        Assert.Null(source.Mask);
        Assert.False(source.IsAlphaTheMask);
        Assert.Equal(Samples.PngBytes, source.Image.ToArray());
    }

    [Fact]
    public void A_mask_has_the_web_UIs_defaults()
    {
        var mask = WebUiParsing.Valid("""{"init_images":["PNG"],"mask":"PNG"}""", isImg2Img: true).Job.Source!.Mask!;
        Assert.Equal((MaskPolarity.WhiteRepaints, 4.0, MaskFill.Surroundings, 0), (mask.Polarity, mask.Blur, mask.Fill, mask.AreaPadding));
    }

    [Fact]
    public void A_mask_can_be_inverted_kept_hard_and_applied_to_the_whole_picture()
    {
        var mask = WebUiParsing.Valid("""
            {"init_images":["PNG"],"mask":"PNG","inpainting_mask_invert":1,"mask_blur":0,"inpainting_fill":1,"inpaint_full_res":false}
            """, isImg2Img: true).Job.Source!.Mask!;
        Assert.Equal((MaskPolarity.BlackRepaints, 0.0, MaskFill.Original, null), (mask.Polarity, mask.Blur, mask.Fill, mask.AreaPadding));
    }

    [Theory]
    [InlineData(0, PictureFit.Stretch)]
    [InlineData(1, PictureFit.Cover)]
    [InlineData(2, PictureFit.Contain)]
    public void Resize_modes_have_numbers(int mode, PictureFit fit) =>
        Assert.Equal(fit, WebUiParsing.Valid($$"""{"init_images":["PNG"],"resize_mode":{{mode}}}""", isImg2Img: true).Job.Source!.Fit);

    [Theory]
    [InlineData("{}", 404, "init_images")]
    [InlineData("""{"init_images":[]}""", 404, "init_images")]
    [InlineData("""{"init_images":["PNG","PNG"]}""", 422, "init_images")]
    [InlineData("""{"init_images":["hello"]}""", 422, "init_images")]
    [InlineData("""{"init_images":["PNG"],"resize_mode":3}""", 422, "resize_mode")]
    [InlineData("""{"init_images":["PNG"],"inpainting_fill":2}""", 422, "inpainting_fill")]
    [InlineData("""{"init_images":["PNG"],"denoising_strength":0}""", 422, "denoising_strength")]
    [InlineData("""{"init_images":["PNG"],"mask_blur_x":1,"mask_blur_y":2}""", 422, "mask_blur_y")]
    [InlineData("""{"init_images":["PNG"],"image_cfg_scale":2}""", 422, "image_cfg_scale")]
    public void A_bad_source_is_refused(string body, int status, string field)
    {
        var refused = WebUiParsing.Refused(body, isImg2Img: true);
        Assert.Equal((status, field), (refused.Status, Assert.Single(refused.Problems).Field));
    }
}
