namespace SwiftDiffusion.LoadGen.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("synth")]
    [InlineData("analyze")]
    [InlineData("compare")]
    [InlineData("report")]
    [InlineData("adapters")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        string help = (await ProgramRun.Of(command, "--help")).Ok();

        Assert.Contains("Examples:", help, StringComparison.Ordinal);
        Assert.Contains($"  loadgen {command} ", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--warm-up is 'soon'; expected a time such as 250ms, 90s, 2m or 1h.", "run", "t.jsonl", "--warm-up", "soon")]
    [InlineData("--cancel-rate is '2'; expected a number from 0 to 1.", "run", "t.jsonl", "--cancel-rate", "2")]
    [InlineData("--rate is '1,5'; expected a number", "synth", "--service", "A", "--rate", "1,5")]
    [InlineData("--target is 'localhost'; expected an address", "run", "t.jsonl", "--target", "localhost")]
    [InlineData("--api is 'grpc'; expected openai, a1111, jobs.", "run", "t.jsonl", "--api", "grpc")]
    [InlineData("--stub-bandwidth is '5'; expected a bandwidth such as 100MB/s.", "adapters", "--stub-bandwidth", "5")]
    [InlineData("--size is 'big'; expected WxH", "run", "t.jsonl", "--size", "big")]
    [InlineData("needs an end: give --duration or --requests", "synth", "--service", "A")]
    [InlineData("Name either a trace file or --synthetic", "run")]
    [InlineData("Name either a trace file or --synthetic", "run", "t.jsonl", "--synthetic", "A")]
    [InlineData("t.jsonl: file not found", "analyze", "t.jsonl")]
    [InlineData("--stub-template is missing", "adapters")]
    [InlineData("There is no option --nonsense. Try 'loadgen run --help'.", "run", "--nonsense")]
    [InlineData("http://127.0.0.1:1/ does not answer", "run", "--synthetic", "A", "--duration", "1s", "--target", "http://127.0.0.1:1")]
    public async Task A_wrong_argument_is_one_line_with_the_remedy(string problem, params string[] args) =>
        Assert.Contains(problem, (await ProgramRun.Of(args)).UserError(), StringComparison.Ordinal);
}
