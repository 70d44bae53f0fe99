namespace SwiftDiffusion.Host.Tests.Bench.AddOns;

/// <summary>The groups that measure results, not time, hold anywhere.</summary>
public sealed class AddOnsCommandTests
{
    [Theory]
    [InlineData("merged", 3)]
    [InlineData("determinism", 4)]
    public async Task Every_bar_of_a_group_is_met(string group, int rows)
    {
        var run = await ProgramRun.Of("bench", "add-ons", "--only", group, "--json");

        var measured = run.Json.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(rows, measured.Length);
        Assert.All(measured, row => Assert.True(row.GetProperty("has_passed").GetBoolean(), $"{row}"));
        Assert.Equal(ExitCode.Ok, run.ExitCode);
    }

    [Fact]
    public async Task Every_request_of_a_mixed_load_ends_as_it_must()
    {
        var run = await ProgramRun.Of("bench", "add-ons", "--only", "mixed", "--minutes", "0.05", "--json");

        var ended = run.Json.GetProperty("rows")[0];
        Assert.True(ended.GetProperty("has_passed").GetBoolean(), $"{ended}");
        Assert.Contains("completed", ended.GetProperty("measured").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_LoRAs_has_only_the_group_that_needs_none() => Assert.Contains(
        "--only branch", (await ProgramRun.Of("bench", "add-ons", "--model", TestModels.Small)).UserError(), StringComparison.Ordinal);
}
