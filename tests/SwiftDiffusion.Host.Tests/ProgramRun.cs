using System.Text.Json;

namespace SwiftDiffusion.Host.Tests;

/// <summary>One run of the program inside the test's process.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static Task<ProgramRun> Of(params string[] args) => RunAsync(args, TestContext.Current.CancellationToken);

    /// <summary>A run whose user has pressed Ctrl+C already.</summary>
    public static Task<ProgramRun> Interrupted(params string[] args) => RunAsync(args, new CancellationToken(canceled: true));

    private static async Task<ProgramRun> RunAsync(string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await CommandLine.RunAsync(args, output, error, cancellation);
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The output of <c>--json</c>.</summary>
    public JsonElement Json => JsonElement.Parse(Output);

    /// <summary>Expects success and returns what was printed.</summary>
    public string Ok()
    {
        Assert.True(ExitCode == Host.ExitCode.Ok, $"exit code {ExitCode}: {Error}");
        Assert.Empty(Error);
        return Output;
    }

    /// <summary>Expects a user's error: one line, and no stack trace.</summary>
    public string UserError()
    {
        Assert.Equal(Host.ExitCode.UserError, ExitCode);
        Assert.Empty(Output);
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.StartsWith("swiftdiffusion: ", Error, StringComparison.Ordinal);
        return Error;
    }
}
