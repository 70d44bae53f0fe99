using SwiftDiffusion.Contracts;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Serving;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class SourceImagesTests
{
    private const int Side = 64;

    /// <summary>A picture without two equal pixels beside each other.</summary>
    private static readonly PixelImage Picture = Drawn((x, y) => ((byte)(x * 4), (byte)(y * 4), 7, 255));

    private static readonly PixelImage Painted = Drawn((_, _) => (200, 100, 50, 255));

    [Theory]
    [InlineData(MaskPolarity.WhiteRepaints)]
    [InlineData(MaskPolarity.BlackRepaints)]
    [InlineData(MaskPolarity.TransparentRepaints)]
    public void What_the_mask_keeps_is_kept_to_the_bit(MaskPolarity polarity)
    {
        var source = Read(new JobSource(Png(Picture), 1) { Mask = new JobMask(Png(LeftHalf(polarity)), polarity) });

        var finished = source.Finish(Painted);

        Assert.Equal(Half(Painted, left: true), Half(finished, left: true));
        Assert.Equal(Half(Picture, left: false), Half(finished, left: false));
        Assert.Equal(Side * Side / 2, source.Image.Mask!.Values.ToArray().Count(value => value == 1));
    }

    [Fact]
    public void Transparent_parts_of_a_picture_are_its_mask_if_that_is_asked_for()
    {
        byte[] picture = Png(LeftHalf(MaskPolarity.TransparentRepaints));
        Assert.NotNull(Read(new JobSource(picture, 1) { IsAlphaTheMask = true }).Image.Mask);
        Assert.Null(Read(new JobSource(picture, 1)).Image.Mask);
        Assert.Null(Read(new JobSource(Png(Picture), 1) { IsAlphaTheMask = true }).Image.Mask);
    }

    [Theory]
    [InlineData(MaskPolarity.WhiteRepaints, "white")]
    [InlineData(MaskPolarity.TransparentRepaints, "transparent")]
    public void A_mask_that_repaints_nothing_is_refused_with_what_it_lacks(MaskPolarity polarity, string sign)
    {
        byte[] mask = Png(Drawn((_, _) => (0, 0, 0, 255)));
        var (_, failure) = SourceImages.Read(Job(new JobSource(Png(Picture), 1) { Mask = new JobMask(mask, polarity) }));
        Assert.Equal((FailureCode.InvalidRequest, "mask"), (failure!.Code, failure.Parameter));
        Assert.Contains($"no {sign} pixel", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_or_a_mask_that_breaks_off_is_named()
    {
        byte[] broken = Png(Picture)[..100];
        Assert.Equal("image", SourceImages.Read(Job(new JobSource(broken, 1))).Failure!.Parameter);
        var masked = new JobSource(Png(Picture), 1) { Mask = new JobMask(broken, MaskPolarity.WhiteRepaints) };
        Assert.Equal("mask", SourceImages.Read(Job(masked)).Failure!.Parameter);
    }

    [Fact]
    public void A_masked_area_alone_is_enlarged_and_put_back_into_a_picture_of_any_size()
    {
        var large = ImageResize.Resize(Picture, 200, 150, ResizeMode.Stretch);
        var corner = Drawn((x, y) => x < 8 && y < 8 ? ((byte)255, (byte)255, (byte)255, (byte)255) : ((byte)0, (byte)0, (byte)0, (byte)255));
        var source = Read(new JobSource(Png(large), 1) { Mask = new JobMask(Png(corner), MaskPolarity.WhiteRepaints) { AreaPadding = 10 } });

        var finished = source.Finish(Painted);

        Assert.Equal((Side, Side), (source.Image.Image.Width, source.Image.Image.Height));
        Assert.Equal((200, 150), (finished.Width, finished.Height));
        Assert.Equal(Painted.Rgba[..4].ToArray(), finished.Rgba[..4].ToArray());
        Assert.Equal(large.Rgba[^400..].ToArray(), finished.Rgba[^400..].ToArray());
    }

    [Fact]
    public void A_mask_of_another_size_covers_the_same_part()
    {
        var small = ImageResize.Resize(LeftHalf(MaskPolarity.WhiteRepaints), 32, 16, ResizeMode.Stretch);
        var finished = Read(new JobSource(Png(Picture), 1) { Mask = new JobMask(Png(small), MaskPolarity.WhiteRepaints) }).Finish(Painted);
        Assert.Equal(Painted.Rgba[..4].ToArray(), finished.Rgba[..4].ToArray());
        Assert.Equal(Picture.Rgba[^4..].ToArray(), finished.Rgba[^4..].ToArray());
    }

    [Fact]
    public void Surroundings_fill_what_is_repainted()
    {
        var mask = new JobMask(Png(LeftHalf(MaskPolarity.WhiteRepaints)), MaskPolarity.WhiteRepaints);
        var original = Read(new JobSource(Png(Picture), 0.5) { Mask = mask }).Image.Image;
        var filled = Read(new JobSource(Png(Picture), 0.5) { Mask = mask with { Fill = MaskFill.Surroundings } }).Image.Image;
        Assert.NotEqual(Half(original, left: true), Half(filled, left: true));
        Assert.Equal(Half(original, left: false), Half(filled, left: false));
    }

    private static PreparedSource Read(JobSource source)
    {
        var (prepared, failure) = SourceImages.Read(Job(source));
        Assert.Null(failure);
        return prepared!;
    }

    private static GenerationJob Job(JobSource source) => new()
    {
        Model = "m",
        Prompt = "p",
        Width = Side,
        Height = Side,
        InferenceSteps = 4,
        GuidanceScale = 1,
        Seed = 1,
        Source = source,
    };

    private static PixelImage LeftHalf(MaskPolarity polarity) => Drawn((x, _) => (x < Side / 2, polarity) switch
    {
        (true, MaskPolarity.TransparentRepaints) => (0, 0, 0, 0),
        (true, MaskPolarity.WhiteRepaints) or (false, MaskPolarity.BlackRepaints) => (255, 255, 255, 255),
        _ => (0, 0, 0, 255),
    });

    private static byte[] Half(PixelImage image, bool left)
    {
        byte[] rgba = image.Rgba.ToArray();
        return [.. rgba.Chunk(4).Where((_, i) => i % Side < Side / 2 == left).SelectMany(pixel => pixel)];
    }

    private static PixelImage Drawn(Func<int, int, (byte R, byte G, byte B, byte A)> colour)
    {
        var rgba = new byte[4 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]) = colour(i % Side, i / Side);
        return PixelImage.FromRgba(rgba, Side, Side);
    }

    private static byte[] Png(PixelImage image) => ImageCodec.Encode(image, ImageFormat.Png, 100, null);
}
