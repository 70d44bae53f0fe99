using CsCheck;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>What holds for every noise scheduler.</summary>
public sealed class NoiseSchedulerTests
{
    private static readonly string[] Spacings = ["leading", "trailing", "linspace"];

    public static TheoryData<string> Names => new(NoiseSchedulerCatalog.Names.ToArray());

    [Theory]
    [MemberData(nameof(Names))]
    public void Last_step_removes_all_noise_when_the_model_knows_the_answer(string name) =>
        Gen.Select(Gen.OneOf(1, 2, 4, 5, 8, 10, 20, 25, 50), Gen.OneOf(Spacings), Gen.OneOf("epsilon", "v_prediction"), Gen.Float[-2, 2])
            .Sample((steps, spacing, type, original) =>
            {
                // PNDM averages outputs as they come, exact for the noise only, and strides T / steps, which is not linspace's spacing.
                var config = IsPndm(name)
                    ? TestConfig.StableDiffusion(("timestep_spacing", "leading"))
                    : TestConfig.StableDiffusion(("timestep_spacing", spacing), ("prediction_type", type));
                var scheduler = NoiseSchedulerCatalog.Create(name, config, steps);

                float[] result = ExactModel.SampleKnown(scheduler, config.PredictionType, original);

                Assert.All(result, value => Assert.Equal(original, value, 1e-3f));
            }, iter: 60);

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_never_yield_a_number_that_is_none(string name)
    {
        foreach (string spacing in Spacings)
        {
            var config = TestConfig.StableDiffusion(("timestep_spacing", spacing));
            for (int steps = 1; steps <= 100; steps++)
            {
                var scheduler = NoiseSchedulerCatalog.Create(name, config, steps);
                float[] sample = [1, -0.5f];
                for (int call = 0; call < scheduler.Timesteps.Length; call++)
                    scheduler.Step(call, [0.1f, -0.2f], sample, new SeededNoise(1));
                Assert.True(sample.All(float.IsFinite), $"{steps} steps, {spacing}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_from_pure_noise_stays_finite(string name)
    {
        var config = TestConfig.StableDiffusion(("timestep_spacing", "trailing"), ("prediction_type", "v_prediction"), ("rescale_betas_zero_snr", true));
        var scheduler = NoiseSchedulerCatalog.Create(name, config, 10);

        Assert.All(ExactModel.SampleKnown(scheduler, config.PredictionType, 0.5f), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_constant_original_is_seen_at_every_call(string name)
    {
        var config = TestConfig.StableDiffusion();
        var scheduler = NoiseSchedulerCatalog.Create(name, config, 10);
        float[] sample = [scheduler.InitialNoiseSigma];

        for (int call = 0; call < scheduler.Timesteps.Length; call++)
        {
            var (signal, noise) = ExactModel.LevelAt(scheduler, call);
            scheduler.Step(call, [(sample[0] - signal * 0.7f) / noise], sample, new SeededNoise(1));
            Assert.Equal(0.7f, scheduler.PredictedOriginal[0], 1e-3f);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_noised_original_scaled_for_the_model_has_unit_variance(string name)
    {
        var scheduler = NoiseSchedulerCatalog.Create(name, TestConfig.StableDiffusion(), 10);
        for (int call = 0; call < scheduler.Timesteps.Length; call++)
        {
            var (signal, noise) = ExactModel.LevelAt(scheduler, call);
            float[] scaled = [signal, noise];
            scheduler.ScaleModelInput(scaled, call, scaled);
            Assert.Equal(1, scaled[0] * scaled[0] + scaled[1] * scaled[1], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_allocate_nothing_once_the_history_is_full(string name)
    {
        var scheduler = NoiseSchedulerCatalog.Create(name, TestConfig.StableDiffusion(), 20);
        float[] output = new float[256], sample = new float[256];
        var noise = new SeededNoise(3);
        int call = 0;
        for (; call < 8; call++)
            scheduler.Step(call, output, sample, noise);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (; call < scheduler.Timesteps.Length; call++)
            scheduler.Step(call, output, sample, noise);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_image_to_image_run_begins_with_the_noisier_calls_skipped(string name)
    {
        var config = TestConfig.StableDiffusion();
        var scheduler = NoiseSchedulerCatalog.Create(name, config, 10, strength: 0.3);

        Assert.Equal(name.StartsWith("heun", StringComparison.Ordinal) ? 14 : 7, scheduler.FirstCall);
        float residue = IsPndm(name) ? 0.5f : 1e-3f;
        Assert.All(ExactModel.SampleKnown(scheduler, PredictionType.Epsilon, 0.4f), value => Assert.Equal(0.4f, value, residue));
    }

    [Fact]
    public void Runge_Kutta_warm_up_removes_all_noise_too()
    {
        var config = TestConfig.StableDiffusion(("skip_prk_steps", false));
        var scheduler = NoiseSchedulerCatalog.Create("pndm", config, 10);

        Assert.All(ExactModel.SampleKnown(scheduler, PredictionType.Epsilon, 0.4f), value => Assert.Equal(0.4f, value, 1e-3f));
    }

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        var scheduler = NoiseSchedulerCatalog.Create("unipc", TestConfig.StableDiffusion(), 2);
        float[] sample = [1];

        Assert.Throws<InvalidOperationException>(() => scheduler.Step(1, [0], sample, new SeededNoise(0)));
        scheduler.Step(0, [0], sample, new SeededNoise(0));
        Assert.Throws<InvalidOperationException>(() => scheduler.Step(0, [0], sample, new SeededNoise(0)));
        scheduler.Step(1, [0], sample, new SeededNoise(0));
        Assert.Throws<InvalidOperationException>(() => scheduler.Step(2, [0], sample, new SeededNoise(0)));
    }

    private static bool IsPndm(string name) => name is "pndm" or "plms";
}
