using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class SamplersTests
{
    [Theory]
    [InlineData("Euler", null, "euler")]
    [InlineData("Euler", "karras", "euler-karras")]
    [InlineData("Euler a", null, "euler-ancestral")]
    [InlineData("k_euler_a", "Automatic", "euler-ancestral")]
    [InlineData("DPM++ 2M", null, "dpmpp-2m-karras")]
    [InlineData("DPM++ 2M", "automatic", "dpmpp-2m-karras")]
    [InlineData("DPM++ 2M", "uniform", "dpmpp-2m")]
    [InlineData("DPM++ 2M Karras", null, "dpmpp-2m-karras")]
    [InlineData("dpm++ 2m karras", "Karras", "dpmpp-2m-karras")]
    public void A_sampler_and_a_schedule_are_one_noise_scheduler(string sampler, string? schedule, string expected)
    {
        string body = schedule is null ? $$"""{"sampler_name":"{{sampler}}"}""" : $$"""{"sampler_name":"{{sampler}}","scheduler":"{{schedule}}"}""";
        Assert.Equal(expected, WebUiParsing.Valid(body).Job.NoiseScheduler);
    }

    [Fact]
    public void Only_samplers_of_the_model_are_offered() =>
        Assert.Equal(["Euler", "DDIM"], Samplers.Of(Samples.Tiny).Select(sampler => sampler.Name));

    [Fact]
    public void Names_and_aliases_are_unambiguous()
    {
        string[] names = [.. Samplers.All.SelectMany(sampler => sampler.Aliases.Append(sampler.Name).Distinct(StringComparer.OrdinalIgnoreCase))];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("dpmpp-2m-karras", "DPM++ 2M", "Karras")]
    [InlineData("dpmpp-2m", "DPM++ 2M", "Uniform")]
    [InlineData("euler-ancestral", "Euler a", null)]
    [InlineData("something-new", "something-new", null)]
    public void A_noise_scheduler_has_the_menus_labels(string name, string sampler, string? schedule) =>
        Assert.Equal((sampler, schedule), SamplerLabels.Of(name));

    [Fact]
    public void Labels_lead_back_to_the_noise_scheduler()
    {
        foreach (string name in Samples.WebUi.NoiseSchedulers)
        {
            var (sampler, schedule) = SamplerLabels.Of(name);
            Assert.Equal(name, WebUiParsing.Valid($$"""{"sampler_name":"{{sampler}}","scheduler":"{{schedule ?? ""}}"}""").Job.NoiseScheduler);
        }
    }
}
