using CsCheck;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

public sealed class SeededNoiseTests
{
    // Known answers published with the Random123 library for philox4x32 with 10 rounds.
    [Fact]
    public void Philox_gives_its_published_answers()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block((0, 0, 0, 0), 0));
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Block((uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue), ulong.MaxValue));
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), 0x299f31d0_a4093822));
    }

    [Fact]
    public void Seed_zero_gives_the_noise_of_a_GPU() =>
        Assert.Equal([-0.92466259f, -0.42534415f, -2.6438457f, 0.14518388f, -0.12086647f, -0.57972564f], Draw(new SeededNoise(0), 6), Nearly);

    [Fact]
    public void Bits_are_pinned()
    {
        uint[] expected = [3193834194, 3208316189, 3217985359, 3204825075];

        Assert.Equal(expected, Draw(new SeededNoise(0xDEADBEEF_12345678), 4).Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void A_seed_repeats_and_its_draws_do_not()
    {
        SeededNoise one = new(5), two = new(5);
        float[] first = Draw(one, 64);

        Assert.Equal(first, Draw(two, 64));
        Assert.NotEqual(first, Draw(one, 64));
        Assert.NotEqual(first, Draw(new SeededNoise(6), 64));
        Assert.NotEqual(first, Draw(new SeededNoise(5 | 1ul << 32), 64));
    }

    [Fact]
    public void A_longer_draw_begins_like_a_shorter_one() => Assert.Equal(Draw(new SeededNoise(9), 10), Draw(new SeededNoise(9), 100)[..10]);

    [Fact]
    public void Moments_are_those_of_a_standard_normal()
    {
        float[] drawn = Draw(new SeededNoise(42), 200_000);

        Assert.Equal(0, drawn.Average(), 0.01);
        Assert.Equal(1, drawn.Average(x => x * x), 0.02);
        Assert.Equal(0, drawn.Average(x => x * x * x), 0.04);
        Assert.Equal(3, drawn.Average(x => x * x * x * x), 0.1);
        Assert.Equal(0.0455, drawn.Count(x => Math.Abs(x) > 2) / 200_000.0, 0.002);
        Assert.Equal(0, drawn.Zip(drawn.Skip(1), (a, b) => a * b).Average(), 0.01);
    }

    [Fact]
    public void Portable_logarithm_equals_the_platforms() =>
        Gen.Double[1e-10, 1].Sample(x => Math.Abs(PortableMath.Log(x) - Math.Log(x)) <= 4e-16 * Math.Max(1, Math.Abs(Math.Log(x))));

    [Fact]
    public void Portable_sine_equals_the_platforms() =>
        Gen.Double[0, 0.999999].Sample(x => Math.Abs(PortableMath.SinTurns(x) - Math.Sin(2 * Math.PI * x)) <= 2e-15);

    private static float[] Draw(SeededNoise noise, int count)
    {
        var drawn = new float[count];
        noise.FillStandardNormal(drawn);
        return drawn;
    }

    private static bool Nearly(float expected, float actual) => Math.Abs(expected - actual) < 2e-7f * Math.Max(1, Math.Abs(expected));
}
