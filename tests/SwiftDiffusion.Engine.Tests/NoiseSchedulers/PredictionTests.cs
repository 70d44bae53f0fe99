using CsCheck;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

public sealed class PredictionTests
{
    private static readonly Gen<(double Original, double Noise, double Sigma)> Samples = Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.Double[0.05, 15]);

    [Fact]
    public void Every_type_leads_back_to_the_original_and_the_noise() => Samples.Sample((original, noise, sigma) =>
    {
        var level = NoiseLevel.Preserving(sigma);
        double x = level.Signal * original + level.Noise * noise;
        foreach (var (type, output) in Outputs(level, original, noise))
        {
            Assert.Equal(original, Apply(Prediction.OfOriginal(type, level), x, output), 1e-9);
            Assert.Equal(noise, Apply(Prediction.OfNoise(type, level), x, output), 1e-9);
        }
    });

    [Fact]
    public void Both_scalings_of_a_sample_see_the_same_original() => Samples.Sample((original, noise, sigma) =>
    {
        NoiseLevel level = NoiseLevel.Preserving(sigma), exploding = NoiseLevel.Exploding(sigma);
        foreach (var (type, output) in Outputs(level, original, noise))
            Assert.Equal(original, Apply(Prediction.OfOriginal(type, exploding), original + sigma * noise, output), 1e-9);
    });

    [Fact]
    public void A_clean_level_has_infinite_lambda() => Assert.Equal(double.PositiveInfinity, NoiseLevel.Preserving(0).Lambda);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 3.7)]
    [InlineData(1, 4)]
    public void Quantiles_interpolate(double q, float expected) => Assert.Equal(expected, SampleLimit.Quantile([1, 2, 3, 4], q), 1e-6f);

    [Fact]
    public void Clipping_keeps_the_range()
    {
        float[] original = [-3, 0.5f, 3];
        SampleLimit.Of(TestConfig.StableDiffusion(("clip_sample", true), ("clip_sample_range", 2)), NoiseSchedulerKind.Ddim).Apply(original);
        Assert.Equal([-2, 0.5f, 2], original);
    }

    [Fact]
    public void Thresholding_divides_by_the_quantile()
    {
        float[] original = [-4, 1, 2, -2, 0];
        var config = TestConfig.StableDiffusion(("thresholding", true), ("dynamic_thresholding_ratio", 0.75), ("sample_max_value", 10));
        SampleLimit.Of(config, NoiseSchedulerKind.Ddim).Apply(original);
        Assert.Equal([-1, 0.5f, 1, -1, 0], original);
    }

    [Fact]
    public void A_class_without_limits_ignores_them()
    {
        float[] original = [-3, 3];
        SampleLimit.Of(TestConfig.StableDiffusion(("clip_sample", true), ("thresholding", true)), NoiseSchedulerKind.Euler).Apply(original);
        Assert.Equal([-3, 3], original);
    }

    private static IEnumerable<(PredictionType Type, double Output)> Outputs(NoiseLevel level, double original, double noise) =>
    [
        (PredictionType.Epsilon, noise),
        (PredictionType.VPrediction, level.Signal * noise - level.Noise * original),
        (PredictionType.Sample, original),
    ];

    private static double Apply(Prediction prediction, double sample, double output) => prediction.OfSample * sample + prediction.OfOutput * output;
}
