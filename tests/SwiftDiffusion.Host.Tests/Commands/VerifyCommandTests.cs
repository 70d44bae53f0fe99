namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_case_within_the_tolerance_passes()
    {
        Assert.Contains("pass", (await ProgramRun.Of("verify", "--case", TestModels.GoldenCase)).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_outside_the_tolerance_fails_with_exit_code_1()
    {
        var run = await ProgramRun.Of("verify", "--case", TestModels.GoldenCase, "--tolerance", "1e-12");

        Assert.Equal(ExitCode.CheckFailed, run.ExitCode);
        Assert.Contains("FAIL", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_every_compared_tensor()
    {
        var report = (await ProgramRun.Of("verify", "--case", TestModels.GoldenCase, "--json")).Json;

        Assert.True(report.GetProperty("has_passed").GetBoolean());
        Assert.True(report.GetProperty("checks").GetArrayLength() > 0);
    }

    [Fact]
    public async Task A_folder_without_cases_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("no case.json", (await ProgramRun.Of("verify", "--all", folder.Path)).UserError(), StringComparison.Ordinal);
    }
}
