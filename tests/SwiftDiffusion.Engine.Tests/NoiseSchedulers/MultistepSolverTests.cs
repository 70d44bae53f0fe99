using CsCheck;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>DPM-Solver++ and UniPC: their weights, their orders, and how fast they converge.</summary>
public sealed class MultistepSolverTests
{
    private static readonly Gen<NoiseLevel[]> Levels = Gen.Double[1.05, 3].Array[5].Select(ratios =>
        ratios.Select((_, i) => NoiseLevel.Preserving(15 / ratios.Take(i).Aggregate(1.0, (product, ratio) => product * ratio))).ToArray());

    [Fact]
    public void DpmSolver_weights_keep_a_sample_whose_original_never_changes_on_its_path() =>
        Gen.Select(Levels, Gen.Int[1, 3], Gen.OneOf(SolverType.Midpoint, SolverType.Heun)).Sample((levels, order, solver) =>
        {
            var weights = DpmSolverWeights.Of(levels, 2, order, solver, stochastic: false);
            double originals = weights.Newest + weights.Previous + weights.Oldest;
            AssertStaysOnPath(levels[2], levels[3], weights.Sample, originals);
            Assert.Equal(0, weights.FreshNoise);
        });

    [Fact]
    public void Stochastic_DpmSolver_weights_keep_the_variance() =>
        Gen.Select(Levels, Gen.Int[1, 2]).Sample((levels, order) =>
        {
            var weights = DpmSolverWeights.Of(levels, 2, order, SolverType.Midpoint, stochastic: true);
            double carried = weights.Sample * levels[2].Noise;
            Assert.Equal(levels[3].Noise * levels[3].Noise, carried * carried + weights.FreshNoise * weights.FreshNoise, 1e-9);
        });

    [Fact]
    public void UniPc_weights_keep_a_sample_whose_original_never_changes_on_its_path() =>
        Gen.Select(Levels, Gen.Int[1, 3], Gen.OneOf(SolverType.Bh1, SolverType.Bh2), Gen.Bool).Sample((levels, order, solver, corrects) =>
        {
            var originals = new double[UniPcWeights.MaxOrder + 1];
            double ofSample = UniPcWeights.Of(levels, 2, order, solver, corrects, originals);
            AssertStaysOnPath(levels[2], levels[3], ofSample, originals.Sum());
        });

    // Data of deviation 1/2 around 0 has a known denoiser and a known flow, so the error of a run can be measured.
    [Theory]
    [InlineData("DPMSolverMultistepScheduler", "midpoint", 2)]
    [InlineData("DPMSolverMultistepScheduler", "heun", 2)]
    [InlineData("UniPCMultistepScheduler", "bh1", 2)]
    [InlineData("UniPCMultistepScheduler", "bh2", 2)]
    [InlineData("UniPCMultistepScheduler", "bh2", 3)]
    public void Halving_the_steps_divides_the_error_by_the_order_th_power_of_two(string className, string solver, int order)
    {
        double coarse = FlowError(className, solver, order, steps: 20), fine = FlowError(className, solver, order, steps: 40);

        Assert.InRange(Math.Log2(coarse / fine), order - 0.6, order + 1.6);
    }

    [Theory]
    [InlineData(1, 20, 3, 1)] // the last step goes to sigma 0
    [InlineData(2, 20, 3, 3)] // a long run keeps its order until then
    [InlineData(2, 14, 3, 2)] // a short one lowers it
    [InlineData(9, 14, 2, 2)] // warm-up
    public void DpmSolver_order_shrinks_at_the_end(int remaining, int total, int known, int expected)
    {
        var config = TestConfig.StableDiffusion(("solver_order", 3));

        Assert.Equal(expected, DpmSolverNoiseScheduler.OrderAt(config, remaining, total, known));
    }

    [Fact]
    public void DpmSolver_keeps_its_order_to_the_end_when_it_ends_above_zero()
    {
        var config = TestConfig.StableDiffusion(("final_sigmas_type", "sigma_min"), ("lower_order_final", false));

        Assert.Equal(2, DpmSolverNoiseScheduler.OrderAt(config, 1, 10, 2));
        Assert.Equal(1, DpmSolverNoiseScheduler.OrderAt(config with { EulerAtFinal = true }, 1, 10, 2));
    }

    [Fact]
    public void UniPc_order_is_at_most_the_steps_that_remain()
    {
        var config = TestConfig.StableDiffusion(("solver_order", 3));

        Assert.Equal([3, 2, 1], new[] { 3, 2, 1 }.Select(remaining => UniPcNoiseScheduler.OrderAt(config, remaining, 3)));
    }

    [Fact]
    public void A_disabled_corrector_changes_only_what_follows()
    {
        float[] plain = UniPcPath(), disabled = UniPcPath(("disable_corrector", new System.Text.Json.Nodes.JsonArray(1)));

        Assert.Equal(plain[..2], disabled[..2]);
        Assert.NotEqual(plain[2], disabled[2]);
    }

    private static void AssertStaysOnPath(NoiseLevel from, NoiseLevel to, double ofSample, double ofOriginal)
    {
        Assert.Equal(to.Noise, ofSample * from.Noise, 1e-9);
        Assert.Equal(to.Signal, ofSample * from.Signal + ofOriginal, 1e-6);
    }

    private static double FlowError(string className, string solver, int order, int steps)
    {
        const double Variance = 0.25;
        var config = TestConfig.StableDiffusion(("use_karras_sigmas", true), ("solver_type", solver), ("solver_order", order));
        var scheduler = NoiseSchedulerCatalog.CreateFromDiffusers(className, config, new NoiseSchedulerRun(steps));
        float[] sample = [1];
        int last = steps - 1;
        ExactModel.Sample(scheduler, PredictionType.Epsilon, sample, (x, s, n) => s * Variance * x / (s * s * Variance + n * n), last);
        double expected = Spread(0) is var start ? Spread(last) / start : 0;
        return Math.Abs(sample[0] - expected);

        double Spread(int call)
        {
            var (signal, noise) = ExactModel.LevelAt(scheduler, call);
            return Math.Sqrt(signal * signal * Variance + noise * noise);
        }
    }

    private static float[] UniPcPath(params (string, System.Text.Json.Nodes.JsonNode?)[] fields)
    {
        var scheduler = NoiseSchedulerCatalog.Create("unipc", TestConfig.StableDiffusion(fields), 5);
        float[] sample = [1];
        return [.. Enumerable.Range(0, 5).Select(call =>
        {
            scheduler.Step(call, [MathF.Cos(call)], sample, new SeededNoise(0));
            return sample[0];
        })];
    }
}
