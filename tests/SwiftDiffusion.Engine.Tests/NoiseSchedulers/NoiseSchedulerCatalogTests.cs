using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

public sealed class NoiseSchedulerCatalogTests
{
    [Theory]
    [InlineData("Euler a", "euler-ancestral")]
    [InlineData("DPM++ 2M", "dpmpp-2m")]
    [InlineData("DPM++ 2M SDE", "dpmpp-2m-sde")]
    [InlineData("DPM++ 2M Karras", "dpmpp-2m-karras")]
    [InlineData("DPM++ 2M SDE Karras", "dpmpp-2m-sde-karras")]
    [InlineData("DDIM", "ddim")]
    [InlineData("PLMS", "plms")]
    [InlineData("Heun", "heun")]
    [InlineData("UniPC", "unipc")]
    [InlineData("LCM", "lcm")]
    [InlineData("dpmpp_2m_karras", "dpmpp-2m-karras")]
    [InlineData("EulerDiscreteScheduler", "euler")]
    [InlineData("DPMSolverMultistepScheduler", "dpmpp-2m")]
    public void Labels_and_class_names_are_accepted(string label, string expected)
    {
        Assert.True(NoiseSchedulerCatalog.TryFind(label, out var choice));
        Assert.Equal(expected, choice.Name);
    }

    [Fact]
    public void Every_canonical_name_finds_itself() => Assert.All(NoiseSchedulerCatalog.Names, name =>
    {
        Assert.True(NoiseSchedulerCatalog.TryFind(name, out var choice));
        Assert.Equal(name, choice.Name);
    });

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var failure = Assert.Throws<ArgumentException>(() => NoiseSchedulerCatalog.Create("DPM fast", TestConfig.StableDiffusion(), 10));

        Assert.All(NoiseSchedulerCatalog.Names, name => Assert.Contains(name, failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_overrides_the_bundle_and_a_class_name_does_not()
    {
        var bundle = TestConfig.StableDiffusion(("use_karras_sigmas", true));

        Assert.NotEqual(Sigmas("euler-karras", bundle), Sigmas("euler", bundle));
        Assert.Equal(Sigmas("euler-karras", bundle), Sigmas("EulerDiscreteScheduler", bundle));
    }

    [Fact]
    public void The_bundle_names_its_own_default()
    {
        var bundle = TestConfig.StableDiffusion(("_class_name", "PNDMScheduler"));

        Assert.Equal(NoiseSchedulerKind.Pndm, NoiseSchedulerCatalog.CreateDefault(bundle, 10).Kind);
    }

    [Theory]
    [InlineData(null, "_class_name is missing; expected one of DDIMScheduler")]
    [InlineData("KDPM2DiscreteScheduler", "_class_name is 'KDPM2DiscreteScheduler'; expected one of DDIMScheduler")]
    public void A_default_nobody_implements_is_refused(string? className, string expected)
    {
        var failure = Assert.Throws<ModelFormatException>(() => NoiseSchedulerCatalog.CreateDefault(TestConfig.StableDiffusion(("_class_name", className)), 10));

        Assert.Contains(expected, failure.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ddim", 0, 1.0)]
    [InlineData("ddim", 1001, 1.0)]
    [InlineData("ddim", 10, 0.0)]
    [InlineData("ddim", 10, 1.5)]
    [InlineData("ddim", 10, double.NaN)]
    [InlineData("ddim", 10, 0.05)]
    [InlineData("heun", 10, 0.05)]
    [InlineData("lcm", 101, 1.0)]
    [InlineData("dpmpp-2m", 1000, 1.0)]
    public void Runs_a_solver_cannot_make_are_refused(string name, int steps, double strength)
    {
        var bundle = TestConfig.StableDiffusion(("timestep_spacing", "leading"));

        Assert.Throws<ArgumentException>(() => NoiseSchedulerCatalog.Create(name, bundle, steps, strength));
    }

    [Fact]
    public void The_Runge_Kutta_warm_up_needs_four_steps()
    {
        var bundle = TestConfig.StableDiffusion(("skip_prk_steps", false));

        Assert.Throws<ArgumentException>(() => NoiseSchedulerCatalog.Create("pndm", bundle, 3));
        Assert.Equal(13, NoiseSchedulerCatalog.Create("pndm", bundle, 4).Timesteps.Length);
        Assert.Equal(5, NoiseSchedulerCatalog.Create("PLMS", bundle, 4).Timesteps.Length);
    }

    [Theory]
    [InlineData("heun", "prediction_type is 'sample'; HeunDiscreteScheduler supports 'epsilon' or 'v_prediction'")]
    [InlineData("pndm", "prediction_type is 'sample'; PNDMScheduler supports 'epsilon' or 'v_prediction'")]
    [InlineData("Euler a", "prediction_type is 'sample'; EulerAncestralDiscreteScheduler supports 'epsilon' or 'v_prediction'")]
    public void A_prediction_type_a_class_lacks_is_refused(string name, string expected)
    {
        var bundle = TestConfig.StableDiffusion(("prediction_type", "sample"));

        Assert.Equal(expected, Assert.Throws<ModelFormatException>(() => NoiseSchedulerCatalog.Create(name, bundle, 10)).Problem);
    }

    [Fact]
    public void Noise_alone_cannot_be_the_start_of_epsilon_prediction()
    {
        var bundle = TestConfig.StableDiffusion(("rescale_betas_zero_snr", true), ("timestep_spacing", "trailing"));

        Assert.Contains("rescale_betas_zero_snr", Assert.Throws<ModelFormatException>(() => NoiseSchedulerCatalog.Create("ddim", bundle, 10)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0.6, 1, 4)]
    [InlineData(10, 1.0, 1, 0)]
    [InlineData(10, 0.6, 2, 8)]
    [InlineData(50, 0.75, 1, 13)]
    [InlineData(10, 0.05, 1, 10)]
    public void Strength_decides_the_first_call(int steps, double strength, int callsPerStep, int expected) =>
        Assert.Equal(expected, NoiseSchedulerRun.FirstCallFor(steps, strength, callsPerStep));

    private static float[] Sigmas(string name, NoiseSchedulerConfig bundle) => NoiseSchedulerCatalog.Create(name, bundle, 10).Sigmas.ToArray();
}
