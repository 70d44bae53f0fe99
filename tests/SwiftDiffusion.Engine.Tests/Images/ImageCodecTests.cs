using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class ImageCodecTests
{
    public static TheoryData<ImageFormat> Formats => [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP];

    [Fact]
    public void Png_gives_back_every_pixel_alpha_included()
    {
        foreach (var image in new[] { TestPictures.Shapes(4, 33, 17), TestPictures.Translucent(32, 16) })
        {
            var back = Decode(ImageCodec.Encode(image, ImageFormat.Png, 100, "text"));

            Assert.Equal((image.Width, image.Height), (back.Width, back.Height));
            Assert.Equal(image.Rgba, back.Rgba);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_smooth_picture_comes_back_nearly_the_same(ImageFormat format)
    {
        var image = TestPictures.Grey(64, 48, (x, y) => (byte)(2 * (x + y)));

        var back = Decode(ImageCodec.Encode(image, format, 95, null));

        Assert.Equal((64, 48), (back.Width, back.Height));
        Assert.All(image.Luminance().Zip(back.Luminance()), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 6));
    }

    [Fact]
    public void WebP_keeps_alpha_beside_its_text()
    {
        byte[] encoded = ImageCodec.Encode(TestPictures.Translucent(32, 16), ImageFormat.WebP, 90, "text");

        Assert.Equal(TestPictures.Translucent(32, 16).Alpha(), Decode(encoded).Alpha());
        Assert.Equal("text", ImageCodec.ReadParameters(encoded));
    }

    [Fact]
    public void Quality_changes_the_size_of_lossy_formats()
    {
        var image = TestPictures.Shapes(1, 96, 96);
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.WebP })
            Assert.True(ImageCodec.Encode(image, format, 20, null).Length < ImageCodec.Encode(image, format, 95, null).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.Encode(image, ImageFormat.Jpeg, 101, null));
    }

    [Fact]
    public void Gif_and_bmp_are_read()
    {
        var gif = Decode(SampleFiles.Gif2X2);
        var bmp = Decode(SampleFiles.Bmp2X2);

        Assert.Equal([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255], gif.Rgba.ToArray());
        Assert.Equal(gif.Rgba, bmp.Rgba);
    }

    [Theory]
    [InlineData(1, "ab/cd/ef")]
    [InlineData(2, "ba/dc/fe")]
    [InlineData(3, "fe/dc/ba")]
    [InlineData(4, "ef/cd/ab")]
    [InlineData(5, "ace/bdf")]
    [InlineData(6, "eca/fdb")]
    [InlineData(7, "fdb/eca")]
    [InlineData(8, "bdf/ace")]
    public void Exif_orientation_is_applied(byte orientation, string expected)
    {
        // Six blocks of 16 x 16, "ab" over "cd" over "ef", each with a grey of its own.
        var image = TestPictures.Grey(32, 48, (x, y) => (byte)(40 * ((y / 16 * 2) + (x / 16))));
        byte[] jpeg = ImageCodec.Encode(image, ImageFormat.Jpeg, 100, null);

        var upright = Decode(SampleFiles.WithOrientation(jpeg, orientation));

        byte[] grey = upright.Luminance();
        var rows = Enumerable.Range(0, upright.Height / 16).Select(row => string.Concat(Enumerable.Range(0, upright.Width / 16)
            .Select(column => (char)('a' + (int)Math.Round(grey[(((row * 16) + 8) * upright.Width) + (column * 16) + 8] / 40.0)))));
        Assert.Equal(expected, string.Join('/', rows));
        Assert.Equal((upright.Width, upright.Height), ImageCodec.ReadSize(SampleFiles.WithOrientation(jpeg, orientation), ImageLimits.Default));
    }

    [Fact]
    public void The_limit_is_checked_before_pixels_are_read()
    {
        byte[] png = ImageCodec.Encode(TestPictures.Shapes(1, 40, 30), ImageFormat.Png, 100, null);

        var refused = Assert.Throws<ImageFormatException>(() => ImageCodec.Decode(png, new ImageLimits(1199)));

        Assert.Equal("Png is 40x30; at most 1199 pixels are accepted", refused.Message);
        Assert.Equal(40, ImageCodec.Decode(png, new ImageLimits(1200)).Width);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits(long.MaxValue));
    }

    private static PixelImage Decode(byte[] data) => ImageCodec.Decode(data, ImageLimits.Default);
}
