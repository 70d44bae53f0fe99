namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class BenchCommandTests
{
    [Fact]
    public async Task Every_part_of_a_model_is_measured()
    {
        var report = (await ProgramRun.Of("bench", "--model", TestModels.Small, "--rows", "1,2", "--size", "64x64", "--steps", "3", "--json")).Json;

        var names = report.GetProperty("graphs").EnumerateArray().Select(line => $"{line.GetProperty("name").GetString()}").ToArray();
        Assert.Equal(2, names.Count(name => name == "UNet step"));
        Assert.Contains("VAE decode", names);
        Assert.Equal([0, 8, 32], report.GetProperty("adapters").EnumerateArray().Select(line => line.GetProperty("rank").GetInt32()));
        Assert.InRange(report.GetProperty("request").GetProperty("outside_share").GetDouble(), 0, 1);
        Assert.True(report.GetProperty("memory").GetProperty("resident_size_bytes").GetInt64() > 0);
    }

    [Fact]
    public async Task Quality_is_reported_beside_every_rate_of_the_card()
    {
        var run = await ProgramRun.Of("bench", "--quality", "--prompts", "1", "--json");

        var rates = run.Json.GetProperty("rates").EnumerateArray().ToArray();
        var card = Host.Bench.Quality.ModelCard.Read(TestModels.BuiltIn);
        Assert.Equal(card.Rates.Select(rate => rate.Key), rates.Select(rate => rate.GetProperty("name").GetString()!));
        Assert.Equal(rates.All(rate => rate.GetProperty("has_passed").GetBoolean()) ? ExitCode.Ok : ExitCode.CheckFailed, run.ExitCode);
    }

    [Fact]
    public async Task A_model_without_a_card_has_no_quality_to_compare_with()
    {
        Assert.Contains("MODEL_CARD.md", (await ProgramRun.Of("bench", "--quality", "--model", TestModels.Small)).UserError(), StringComparison.Ordinal);
    }
}
