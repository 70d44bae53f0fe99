namespace SwiftDiffusion.LoadGen.Tests;

/// <summary>What one call of the program did.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static async Task<ProgramRun> Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return new ProgramRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The output of a call that went well.</summary>
    public string Ok()
    {
        Assert.Equal((LoadGen.ExitCode.Ok, ""), (ExitCode, ExitCode == LoadGen.ExitCode.Ok ? "" : Error));
        return Output;
    }

    /// <summary>The one line that tells the user what is wrong.</summary>
    public string UserError()
    {
        Assert.Equal(LoadGen.ExitCode.UserError, ExitCode);
        return Assert.Single(Error.TrimEnd().Split('\n'));
    }
}
