using System.Collections.Immutable;
using System.Text;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class SourceFieldsTests
{
    private static readonly UploadedFile Picture = new("image", Samples.PngOf(64, 64));

    [Fact]
    public void A_masked_edit_paints_what_is_transparent_anew()
    {
        var source = Valid("""{"prompt":"p","mask_blur":2}""", Picture, new UploadedFile("mask", Samples.PngOf(64, 64))).Job.Source!;
        Assert.Equal((1.0, MaskPolarity.TransparentRepaints, 2.0), (source.Strength, source.Mask!.Polarity, source.Mask.Blur));
        Assert.False(source.IsAlphaTheMask);
        Assert.Null(source.Mask.AreaPadding);
    }

    [Theory]
    [InlineData("""{"prompt":"p"}""", 0.75)]
    [InlineData("""{"prompt":"p","input_fidelity":"high"}""", 0.5)]
    [InlineData("""{"prompt":"p","input_fidelity":"high","strength":0.9}""", 0.9)]
    public void An_edit_without_a_mask_keeps_enough_to_be_recognised(string body, double strength)
    {
        var source = Valid(body, Picture).Job.Source!;
        Assert.Equal(strength, source.Strength);
        Assert.True(source.IsAlphaTheMask);
    }

    [Fact]
    public void A_picture_and_a_mask_may_come_as_data_URLs()
    {
        string url = $"data:image/png;base64,{Samples.PngOfBase64(64, 64)}";
        var source = Valid($$$"""{"prompt":"p","images":[{"image_url":"{{{url}}}"}],"mask":{"image_url":"{{{url}}}"}}""").Job.Source!;
        Assert.Equal(Samples.PngOf(64, 64), source.Image.ToArray());
        Assert.NotNull(source.Mask);
    }

    [Theory]
    [InlineData(64, 64, 128, 128)]
    [InlineData(4000, 2000, 176, 96)]
    [InlineData(30, 3000, 64, 1280)]
    public void A_request_without_a_size_takes_the_proportions_of_its_picture(int width, int height, int madeWidth, int madeHeight)
    {
        var job = Valid("""{"prompt":"p"}""", new UploadedFile("image", Samples.PngOf(width, height))).Job;
        Assert.Equal((madeWidth, madeHeight), (job.Width, job.Height));
    }

    [Theory]
    [InlineData("""{"prompt":"p"}""", "image", "found nothing")]
    [InlineData("""{"prompt":"p","images":[]}""", "images", "accepted: one picture")]
    [InlineData("""{"prompt":"p","images":[{}]}""", "images[0].image_url", "found nothing")]
    [InlineData("""{"prompt":"p","images":[{"file_id":"f"}]}""", "images[0].file_id", "image_url with a data URL: this server keeps no uploaded files")]
    [InlineData("""{"prompt":"p","images":[{"image_url":"https://a.b/c.png"}]}""", "images[0].image_url", "or as a data URL")]
    [InlineData("""{"prompt":"p","images":[{"image_url":"PNG"},{"image_url":"PNG"}]}""", "images", "found 2 pictures")]
    [InlineData("""{"images":[{"image_url":"PNG"}]}""", "prompt", "found nothing")]
    [InlineData("""{"prompt":"p","images":[{"image_url":"PNG"}],"strength":0.01}""", "strength", "leaves no step of 20; accepted: a number from 0.05 to 1")]
    [InlineData("""{"prompt":"p","images":[{"image_url":"PNG"}],"input_fidelity":"max"}""", "input_fidelity", "low, high")]
    [InlineData("""{"prompt":"p","images":[{"image_url":"PNG"}],"denoising_strength":0.5}""", "denoising_strength", "most likely strength")]
    public void A_bad_source_is_named(string body, string field, string message)
    {
        var problem = Assert.Single(Problems(BadRequests.Expand(body)));
        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_sizes()
    {
        var problem = Assert.Single(Problems("""{"prompt":"p"}""", Picture, new UploadedFile("mask", Samples.PngOf(32, 64))));
        Assert.Equal("mask: found 32x64 pixels; accepted: the picture's size, 64x64.", problem.Message);
    }

    [Fact]
    public void A_picture_of_too_many_pixels_is_refused_before_it_is_decoded()
    {
        var problem = Assert.Single(Problems("""{"prompt":"p"}""", new UploadedFile("image", Samples.PngOf(FakePictureService.TooLarge, 1))));
        Assert.Equal("image", problem.Field);
        Assert.Contains("too many pixels", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variation_needs_no_prompt_and_takes_no_mask()
    {
        Assert.Equal("", Assert.IsType<ParsedRequest.Valid>(Parse(ImagesOperation.Variation, "{}", Picture)).Request.Job.Prompt);
        var refused = Assert.IsType<ParsedRequest.Invalid>(Parse(ImagesOperation.Variation, """{"mask":{}}""", Picture));
        Assert.Equal("mask", Assert.Single(refused.Problems).Field);
    }

    private static ParsedRequest Parse(ImagesOperation operation, string body, params UploadedFile[] files)
    {
        var json = JsonBody.Parse(Encoding.UTF8.GetBytes(body), out _)!;
        return RequestParser.Parse(operation, new RequestBody(json, files), Parsing.Context);
    }

    private static ImagesRequest Valid(string body, params UploadedFile[] files) =>
        Assert.IsType<ParsedRequest.Valid>(Parse(ImagesOperation.Edit, body, files)).Request;

    private static ImmutableArray<RequestProblem> Problems(string body, params UploadedFile[] files) =>
        Assert.IsType<ParsedRequest.Invalid>(Parse(ImagesOperation.Edit, body, files)).Problems;
}
