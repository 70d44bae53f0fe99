using CsCheck;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

/// <summary>Betas, timesteps and sigmas before any step is made.</summary>
public sealed class ScheduleArithmeticTests
{
    private static readonly AlphaTable StableDiffusion = AlphaTable.FromBetas(AlphaTable.Curve(BetaCurve.ScaledLinear, 0.00085, 0.012, 1000));

    [Theory]
    [InlineData(BetaCurve.Linear, 0.00085, 0.012)]
    [InlineData(BetaCurve.ScaledLinear, 0.00085, 0.012)]
    [InlineData(BetaCurve.SquaredCosine, 4.128422e-05, 0.999)]
    public void Beta_curves_have_their_ends(BetaCurve curve, double first, double last)
    {
        float[] betas = AlphaTable.Curve(curve, 0.00085, 0.012, 1000);

        Assert.Equal(first, betas[0], 1e-8);
        Assert.Equal(last, betas[^1], 1e-7);
        Assert.Equal(betas.Order(), betas);
    }

    [Fact]
    public void Rescaling_to_zero_signal_keeps_the_first_timestep()
    {
        var rescaled = AlphaTable.FromBetas(AlphaTable.RescaleToZeroSnr(StableDiffusion.Betas));

        Assert.Equal(StableDiffusion.Cumulative[0], rescaled.Cumulative[0], 1e-6f);
        Assert.Equal(0, rescaled.Cumulative[^1]);
    }

    [Theory]
    [InlineData(NoiseSchedulerKind.Ddim, 0)]
    [InlineData(NoiseSchedulerKind.Euler, 1.0 / 16777216)]
    [InlineData(NoiseSchedulerKind.UniPc, 1.0 / 16777216)]
    public void Solvers_that_divide_by_alpha_keep_a_trace_of_signal(NoiseSchedulerKind kind, double last)
    {
        var config = TestConfig.StableDiffusion(("rescale_betas_zero_snr", true));

        Assert.Equal(last, AlphaTable.Of(config.For(kind), kind).Cumulative[^1]);
    }

    [Fact]
    public void Trained_betas_win_over_a_curve()
    {
        var config = TestConfig.StableDiffusion(("num_train_timesteps", 2), ("trained_betas", new System.Text.Json.Nodes.JsonArray(0.1, 0.2)));

        Assert.Equal([0.1f, 0.2f], AlphaTable.Of(config, NoiseSchedulerKind.Ddim).Betas);
    }

    [Theory]
    [InlineData(TimestepSpacing.Leading, 4, new double[] { 751, 501, 251, 1 })]
    [InlineData(TimestepSpacing.Trailing, 4, new double[] { 999, 749, 499, 249 })]
    [InlineData(TimestepSpacing.Trailing, 3, new double[] { 999, 666, 332 })]
    [InlineData(TimestepSpacing.Trailing, 7, new double[] { 999, 856, 713, 570, 428, 285, 142 })]
    [InlineData(TimestepSpacing.Linspace, 4, new double[] { 999, 666, 333, 0 })]
    [InlineData(TimestepSpacing.Linspace, 3, new double[] { 999, 500, 0 })]
    [InlineData(TimestepSpacing.Linspace, 1, new double[] { 0 })]
    [InlineData(TimestepSpacing.Leading, 1, new double[] { 1 })]
    [InlineData(TimestepSpacing.Trailing, 1, new double[] { 999 })]
    public void Whole_timesteps(TimestepSpacing spacing, int steps, double[] expected) =>
        Assert.Equal(expected, TimestepGrid.Whole(spacing, 1000, steps, offset: 1));

    [Theory]
    [InlineData(TimestepSpacing.Leading, 4, new double[] { 801, 601, 401, 201 })]
    [InlineData(TimestepSpacing.Linspace, 4, new double[] { 999, 749, 500, 250 })]
    [InlineData(TimestepSpacing.Trailing, 4, new double[] { 999, 749, 499, 249 })]
    [InlineData(TimestepSpacing.Linspace, 1, new double[] { 999 })]
    public void Multistep_timesteps_leave_out_the_smallest(TimestepSpacing spacing, int steps, double[] expected) =>
        Assert.Equal(expected, TimestepGrid.Multistep(spacing, 1000, 1000, steps, offset: 1));

    [Fact]
    public void Every_step_count_gives_as_many_falling_timesteps() =>
        Gen.Select(Gen.Int[1, 999], Gen.Enum<TimestepSpacing>()).Sample((steps, spacing) =>
        {
            double[] timesteps = TimestepGrid.Whole(spacing, 1000, steps, offset: 0);
            return timesteps.Length == steps && timesteps.Min() >= 0 && timesteps.Max() <= 999
                && timesteps.Zip(timesteps.Skip(1), (a, b) => a > b).All(falls => falls);
        });

    [Fact]
    public void A_trailing_range_does_not_run_past_the_first_timestep() =>
        Assert.Equal(61, TimestepGrid.Whole(TimestepSpacing.Trailing, 1000, 61, 0).Length);

    [Fact]
    public void A_sigma_leads_back_to_its_timestep() =>
        Gen.Double[0, 999].Sample(t => Math.Abs(new SigmaTable(StableDiffusion).TimestepOf(new SigmaTable(StableDiffusion).At(t)) - t) < 0.5, iter: 20);

    [Fact]
    public void Sigmas_outside_the_table_are_clamped()
    {
        var table = new SigmaTable(StableDiffusion);

        Assert.Equal(999, table.TimestepOf(100));
        Assert.Equal(0, table.TimestepOf(0));
        Assert.Equal(table.Largest, table.At(1500));
    }

    [Fact]
    public void Karras_sigmas_fall_from_the_largest_to_the_smallest()
    {
        double[] sigmas = SigmaTable.Karras(0.03, 14.6, 10);

        Assert.Equal(14.6, sigmas[0], 1e-9);
        Assert.Equal(0.03, sigmas[^1], 1e-9);
        Assert.Equal(sigmas.OrderDescending(), sigmas);
        Assert.Equal(14.6, Assert.Single(SigmaTable.Karras(0.03, 14.6, 1)), 1e-9);
    }

    [Fact]
    public void Log_linear_sigmas_have_equal_ratios()
    {
        double[] sigmas = new SigmaTable(StableDiffusion).LogLinear(5);

        Assert.All(sigmas.Zip(sigmas.Skip(1), (a, b) => b / a), ratio => Assert.Equal(sigmas[1] / sigmas[0], ratio, 1e-5));
    }

    [Fact]
    public void Plms_repeats_the_second_timestep()
    {
        Assert.Equal([751, 501, 501, 251, 1], PndmTimesteps.Plms([751, 501, 251, 1]));
        Assert.Equal([501, 1, 1], PndmTimesteps.Plms([501, 1]));
        Assert.Equal([1], PndmTimesteps.Plms([1]));
    }

    [Fact]
    public void Runge_Kutta_calls_go_start_middle_middle_end() =>
        Assert.Equal([750, 625, 625, 500, 500, 375, 375, 250, 250, 125, 125, 0], PndmTimesteps.RungeKutta([750, 500, 250, 0], 250));

    [Theory]
    [InlineData(50, 4, 1.0, new double[] { 999, 759, 499, 259 })]
    [InlineData(50, 1, 1.0, new double[] { 999 })]
    [InlineData(50, 2, 0.5, new double[] { 499, 259 })]
    [InlineData(50, 51, 1.0, new double[0])]
    [InlineData(50, 26, 0.5, new double[0])]
    public void Lcm_picks_from_the_distilled_timesteps(int distilled, int steps, double strength, double[] expected) =>
        Assert.Equal(expected, LcmNoiseScheduler.PickTimesteps(1000, distilled, steps, strength));

    [Fact]
    public void Heun_calls_the_model_twice_at_every_inner_timestep() => Assert.Equal([3, 2, 2, 1, 1], HeunNoiseScheduler.PerCall([3, 2, 1]));

    [Fact]
    public void Ddim_with_full_eta_draws_the_posterior_variance() =>
        Gen.Select(Gen.Double[0.01, 0.5], Gen.Double[0.5, 0.99]).Sample((alpha, next) =>
            Math.Abs(Math.Pow(DdimNoiseScheduler.FreshNoise(alpha, next), 2) - (1 - next) / (1 - alpha) * (1 - alpha / next)) < 1e-12);

    [Fact]
    public void Euler_ancestral_splits_the_variance_of_the_next_sigma() =>
        Gen.Select(Gen.Double[1, 15], Gen.Double[0, 1]).Sample((sigma, share) =>
        {
            var (down, up) = EulerAncestralNoiseScheduler.Split(sigma, sigma * share);
            return Math.Abs(down * down + up * up - sigma * share * sigma * share) < 1e-9;
        });

    [Fact]
    public void Adams_Bashforth_weights_sum_to_one() =>
        Assert.All(Enumerable.Range(1, 4), known => Assert.Equal(1, PndmNoiseScheduler.AdamsBashforth(known).ToArray().Sum(), 1e-12));
}
