using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.NoiseSchedulers;

public sealed class NoiseSchedulerConfigTests
{
    [Theory]
    [InlineData("""{"prediction_type": "flow"}""", "prediction_type is \"flow\"; expected 'epsilon' or 'v_prediction' or 'sample'")]
    [InlineData("""{"beta_schedule": "sigmoid"}""", "beta_schedule is \"sigmoid\"; expected 'linear' or 'scaled_linear' or 'squaredcos_cap_v2'")]
    [InlineData("""{"timestep_spacing": 3}""", "timestep_spacing is 3; expected 'leading' or 'trailing' or 'linspace'")]
    [InlineData("""{"num_train_timesteps": 0}""", "num_train_timesteps is 0; expected an integer from 1 to 1000000")]
    [InlineData("""{"num_train_timesteps": 10.5}""", "num_train_timesteps is 10.5; expected an integer")]
    [InlineData("""{"beta_start": "low"}""", "beta_start is \"low\"; expected a number from 1E-09 to 1")]
    [InlineData("""{"beta_end": NaN}""", "beta_end is \"NaN\"; expected a number")]
    [InlineData("""{"steps_offset": -1}""", "steps_offset is -1; expected an integer from 0")]
    [InlineData("""{"clip_sample": "yes"}""", "clip_sample is \"yes\"; expected 'true' or 'false'")]
    [InlineData("""{"solver_order": 4}""", "solver_order is 4; expected an integer from 1 to 3")]
    [InlineData("""{"solver_type": "logrho"}""", "solver_type is \"logrho\"; expected 'midpoint' or 'heun' or 'bh1' or 'bh2'")]
    [InlineData("""{"algorithm_type": "dpmsolver"}""", "algorithm_type is \"dpmsolver\"; expected 'dpmsolver++' or 'sde-dpmsolver++'")]
    [InlineData("""{"variance_type": "learned_range"}""", "variance_type is \"learned_range\"; expected 'fixed_small'")]
    [InlineData("""{"final_sigmas_type": "one"}""", "final_sigmas_type is \"one\"; expected 'zero' or 'sigma_min'")]
    [InlineData("""{"use_flow_sigmas": true}""", "use_flow_sigmas is true; expected 'false'")]
    [InlineData("""{"use_lu_lambdas": true}""", "use_lu_lambdas is true; expected 'false'")]
    [InlineData("""{"predict_x0": false}""", "predict_x0 is false; expected 'true'")]
    [InlineData("""{"timestep_type": "continuous"}""", "timestep_type is \"continuous\"; expected 'discrete'")]
    [InlineData("""{"solver_p": {}}""", "solver_p is an object; expected null")]
    [InlineData("""{"trained_betas": [0.1, 0.2]}""", "trained_betas is 2 numbers; expected num_train_timesteps = 1000 of them")]
    [InlineData("""{"trained_betas": [0.1, "x"]}""", "trained_betas is [0.1, \"x\"]; expected an array of numbers")]
    [InlineData("""{"_class_name": 5}""", "_class_name is 5; expected a string")]
    [InlineData("[]", "holds a JSON Array; expected an object")]
    public void Unusable_fields_are_named_with_what_was_expected(string json, string expected)
    {
        var failure = Assert.Throws<ModelFormatException>(() => Parse(json));

        Assert.Equal(TestConfig.File, failure.File);
        Assert.Contains(expected, failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var failure = Assert.Throws<ModelFormatException>(() => Parse("""{"prediction_type": "flow", "solver_order": 9, "beta_start": true}"""));

        Assert.Equal(3, failure.Problem.Split("; expected").Length - 1);
    }

    [Fact]
    public void Python_infinities_are_read()
    {
        var config = Parse("""{"_class_name": "a \"-Infinity\" b", "lambda_min_clipped": -Infinity, "sigma_min": null}""");

        Assert.Equal(double.NegativeInfinity, config.LambdaMinClipped);
        Assert.Equal("a \"-Infinity\" b", config.ClassName);
        Assert.Equal(-5.1, Parse("""{"lambda_min_clipped": -5.1}""").LambdaMinClipped);
    }

    [Theory]
    [InlineData(NoiseSchedulerKind.Ddim, 0.0001, TimestepSpacing.Leading, true, true)]
    [InlineData(NoiseSchedulerKind.Ddpm, 0.0001, TimestepSpacing.Leading, true, false)]
    [InlineData(NoiseSchedulerKind.Pndm, 0.0001, TimestepSpacing.Leading, false, false)]
    [InlineData(NoiseSchedulerKind.Heun, 0.00085, TimestepSpacing.Linspace, false, false)]
    [InlineData(NoiseSchedulerKind.DpmSolver, 0.0001, TimestepSpacing.Linspace, false, false)]
    [InlineData(NoiseSchedulerKind.Lcm, 0.00085, TimestepSpacing.Leading, false, true)]
    public void A_silent_file_gets_the_defaults_of_the_class(NoiseSchedulerKind kind, double betaStart, TimestepSpacing spacing, bool clips, bool alphaToOne)
    {
        var config = Parse("{}").For(kind);

        Assert.Equal((betaStart, spacing, clips, alphaToOne), (config.BetaStart, config.TimestepSpacing, config.ClipSample, config.SetAlphaToOne));
    }

    [Fact]
    public void A_given_field_wins_over_the_default_of_the_class()
    {
        var config = Parse("""{"timestep_spacing": "trailing", "clip_sample": false}""").For(NoiseSchedulerKind.Ddim);

        Assert.Equal(TimestepSpacing.Trailing, config.TimestepSpacing);
        Assert.False(config.ClipSample);
    }

    [Fact]
    public void A_missing_file_is_a_format_error() =>
        Assert.Contains("cannot be read", Assert.Throws<ModelFormatException>(() => NoiseSchedulerConfig.Load("/nowhere/scheduler_config.json")).Problem, StringComparison.Ordinal);

    private static NoiseSchedulerConfig Parse(string json)
    {
        using var document = PythonJson.Parse(json);
        return NoiseSchedulerConfig.Parse(document.RootElement, TestConfig.File);
    }
}
