namespace SwiftDiffusion.Host.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("health")]
    [InlineData("generate")]
    [InlineData("compile")]
    [InlineData("inspect")]
    [InlineData("verify")]
    [InlineData("bench")]
    public async Task Help_of_every_command_ends_with_examples(string command)
    {
        string help = (await ProgramRun.Of(command, "--help")).Ok();

        Assert.Contains("Examples:", help, StringComparison.Ordinal);
        Assert.Contains($"swiftdiffusion {command}", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands_in_a_line_each()
    {
        string help = (await ProgramRun.Of("--help")).Ok();

        Assert.DoesNotContain("Examples:", help, StringComparison.Ordinal);
        Assert.Equal(9, help[help.IndexOf("Commands:", StringComparison.Ordinal)..].TrimEnd().Split('\n').Length - 1);
    }

    [Fact]
    public async Task Version_is_a_number()
    {
        string version = (await ProgramRun.Of("--version")).Ok();

        Assert.True(Version.TryParse(version.Trim(), out _), version);
    }

    [Theory]
    [InlineData("Required command was not provided")]
    [InlineData("'paint'", "paint")]
    [InlineData("'--bogus'", "generate", "--prompt", "x", "--bogus")]
    [InlineData("'--prompt' is required", "generate")]
    [InlineData("--steps is 'abc'; expected a number from 1 to 1000", "generate", "--prompt", "x", "--steps", "abc")]
    [InlineData("--steps is '0'", "generate", "--prompt", "x", "--steps", "0")]
    [InlineData("--guidance is 'NaN'", "generate", "--prompt", "x", "--guidance", "NaN")]
    [InlineData("--guidance is '1,5'", "generate", "--prompt", "x", "--guidance", "1,5")]
    [InlineData("--seed is '-1'", "generate", "--prompt", "x", "--seed", "-1")]
    [InlineData("--strength is '2'", "generate", "--prompt", "x", "--strength", "2")]
    [InlineData("--size is '512'; expected WxH", "generate", "--prompt", "x", "--size", "512")]
    [InlineData("--device: 'gpu' is no device; expected auto", "generate", "--prompt", "x", "--device", "gpu")]
    [InlineData("--noise-scheduler is 'best'; expected one of", "generate", "--prompt", "x", "--noise-scheduler", "best")]
    [InlineData("--controlnet is 'canny'; expected DIR=IMAGE", "generate", "--prompt", "x", "--controlnet", "canny")]
    [InlineData("expected a name that ends in .png", "generate", "--prompt", "x", "--out", "x.gif")]
    [InlineData("the folder /nowhere does not exist", "generate", "--prompt", "x", "--out", "/nowhere/x.png")]
    [InlineData("--rows is '0'", "bench", "--rows", "0")]
    [InlineData("--urls is 'nonsense'", "serve", "--urls", "nonsense")]
    [InlineData("--urls is 'http://127.0.0.1:99999'", "serve", "--urls", "http://127.0.0.1:99999")]
    [InlineData("/nowhere: folder not found", "serve", "--model", "/nowhere")]
    [InlineData("/nowhere: folder not found", "compile", "/nowhere")]
    [InlineData("/nowhere: file not found", "inspect", "/nowhere")]
    [InlineData("either --case DIR or --all ROOT", "verify")]
    [InlineData("/nowhere: folder not found", "verify", "--case", "/nowhere")]
    public async Task A_wrong_argument_is_one_line_that_says_what_is_expected(string message, params string[] args)
    {
        string error = (await ProgramRun.Of(args)).UserError();

        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
