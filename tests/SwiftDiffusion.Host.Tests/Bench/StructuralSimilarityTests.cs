using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Tests.Bench;

public sealed class StructuralSimilarityTests
{
    private const int Width = 24, Height = 20;

    [Fact]
    public void A_picture_is_like_itself() => Assert.Equal(1, StructuralSimilarity.Of(Noise(1), Noise(1)), 12);

    [Fact]
    public void The_order_does_not_matter() => Assert.Equal(StructuralSimilarity.Of(Noise(1), Noise(2)), StructuralSimilarity.Of(Noise(2), Noise(1)), 12);

    /// <summary>Flat pictures have no variance, so that only the luminance term is left: (2ab + C1) / (a² + b² + C1).</summary>
    [Theory]
    [InlineData(100, 150)]
    [InlineData(0, 255)]
    public void Flat_pictures_differ_by_their_luminance(byte a, byte b)
    {
        double c1 = 0.01 * 255 * 0.01 * 255;
        double expected = ((2.0 * a * b) + c1) / (((double)a * a) + ((double)b * b) + c1);
        Assert.Equal(expected, StructuralSimilarity.Of(Grey(_ => a), Grey(_ => b)), 9);
    }

    /// <summary>Half the contrast about the same mean, window by window: luminance 1, structure (2 · s²/2 + C2) / (s² + s²/4 + C2), between 0.8 and 1.</summary>
    [Fact]
    public void Half_the_contrast_is_four_fifths_of_the_structure()
    {
        var full = Grey(i => (byte)(i % 2 == 0 ? 28 : 228));
        var half = Grey(i => (byte)(i % 2 == 0 ? 78 : 178));
        Assert.InRange(StructuralSimilarity.Of(full, half), 0.8, 0.802);
    }

    [Fact]
    public void Strangers_are_not_alike() => Assert.InRange(StructuralSimilarity.Of(Noise(1), Noise(2)), -0.2, 0.2);

    [Fact]
    public void More_noise_is_less_alike()
    {
        double little = StructuralSimilarity.Of(Blend(0.1), Noise(1)), much = StructuralSimilarity.Of(Blend(0.5), Noise(1));
        Assert.True(1 > little && little > much, $"{little} {much}");
    }

    [Fact]
    public void Pictures_of_other_or_too_small_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Of(Noise(1), PixelImage.FromGrey(new byte[Width * Width], Width, Width)));
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Of(PixelImage.FromGrey(new byte[100], 10, 10), PixelImage.FromGrey(new byte[100], 10, 10)));
    }

    private static PixelImage Grey(Func<int, byte> level) => PixelImage.FromGrey([.. Enumerable.Range(0, Width * Height).Select(level)], Width, Height);

    private static PixelImage Noise(int seed)
    {
        var random = new Random(seed);
        return Grey(_ => (byte)random.Next(256));
    }

    private static PixelImage Blend(double share)
    {
        Random first = new(1), second = new(2);
        return Grey(_ => (byte)((first.Next(256) * (1 - share)) + (second.Next(256) * share)));
    }
}
