namespace SwiftDiffusion.Host.Tests.Commands;

/// <summary>Whole servers on emulated devices, and a replay against each.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_fleet_is_found_with_latency_goodput_utilisation_and_cost()
    {
        var run = await ProgramRun.Of(
            "plan", "--trace", Trace(), "--slo", "P95=1000m", "--time-scale", "100", "--steps", "2", "--cost-per-device-hour", "3.6", "--out", _folder.File("plan.html"), "--json");

        Assert.True(run.ExitCode == ExitCode.Ok, run.Error);
        Assert.Equal(1, run.Json.GetProperty("smallest").GetInt32());
        var fleet = Assert.Single(run.Json.GetProperty("fleets").EnumerateArray());
        Assert.Equal((1, 3.6), (fleet.GetProperty("devices").GetInt32(), fleet.GetProperty("cost_per_hour").GetDouble()));
        Assert.True(fleet.GetProperty("holds").GetBoolean());
        Assert.Equal(1, fleet.GetProperty("attainment").GetDouble());
        // Two steps of 54 ms, two of a ControlNet and a decoding, whatever the machine adds.
        Assert.True(fleet.GetProperty("p50").GetDouble() > 2 * 0.054);
        Assert.InRange(fleet.GetProperty("utilisation").GetDouble(), 1e-6, 1.1);
        Assert.True(fleet.GetProperty("cost_per1000").GetDouble() > 0);
        Assert.Contains("<svg", File.ReadAllText(_folder.File("plan.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_impossible_objective_ends_with_the_best_found_and_exit_code_1()
    {
        var run = await ProgramRun.Of("plan", "--trace", Trace(), "--slo", "P95=1ms", "--time-scale", "10", "--max-devices", "1", "--steps", "1");

        Assert.Equal(ExitCode.CheckFailed, run.ExitCode);
        Assert.Contains("No fleet of up to 1 device holds P95=0.001s.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.jsonl", null, "file not found")]
    [InlineData("empty.jsonl", "", "no request")]
    [InlineData("wrong.jsonl", "{\"timestamp\": 0}\n{\"when\": 1}\n", "line 2")]
    [InlineData("edits.jsonl", "{\"timestamp\": 0, \"mask_ratio\": 0.2}\n", "mask_ratio")]
    public async Task A_trace_that_cannot_be_used_is_the_users_error(string name, string? content, string expected)
    {
        if (content is not null)
            File.WriteAllText(_folder.File(name), content);

        string error = (await ProgramRun.Of("plan", "--trace", _folder.File(name), "--slo", "P95=2s")).UserError();

        Assert.Contains("--trace: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P95=fast", "--slo is 'P95=fast'; expected a percentile and a time such as P95=2s")]
    [InlineData("2s", "--slo is '2s'")]
    public async Task An_objective_that_is_none_is_the_users_error(string objective, string expected) =>
        Assert.Contains(expected, (await ProgramRun.Of("plan", "--trace", "t.jsonl", "--slo", objective)).UserError(), StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_profile_is_the_users_error() =>
        Assert.Contains("h800-sdxl", (await ProgramRun.Of("plan", "--trace", Trace(), "--slo", "P95=2s", "--profile", "abacus")).UserError(), StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    /// <summary>Four requests with the add-ons that a published service asks for.</summary>
    private string Trace()
    {
        string path = _folder.File("trace.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, 4).Select(i => $$"""{"timestamp": {{i}}, "controlnets": ["depth"], "loras": ["style-{{i % 3}}"]}"""));
        return path;
    }
}
