using System.Text.Json.Nodes;
using SwiftDiffusion.LoadGen.Traces;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.LoadGen.Tests.Commands;

/// <summary><c>synth</c> and <c>analyze</c>, from the command line to the files.</summary>
public sealed class TraceCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("trace.jsonl")]
    [InlineData("trace.csv")]
    public async Task A_synthetic_trace_can_be_read_and_analysed(string name)
    {
        string file = _folder.File(name);
        (await ProgramRun.Of("synth", "--service", "B", "--rate", "5", "--requests", "300", "--seed", "3", "--keys", "2", "--out", file)).Ok();

        var trace = TraceReader.Read(file);
        var analysis = JsonNode.Parse((await ProgramRun.Of("analyze", file, "--json", "--out", _folder.File("page.html"))).Ok())!;

        Assert.Equal(300, trace.Requests.Count);
        Assert.Equal(300, (int)analysis["requests"]!);
        Assert.Equal("B", (string?)analysis["services"]![0]!["service"]);
        Assert.Equal("controlnet", (string?)analysis["services"]![0]!["add_ons"]![0]!["kind"]);
        Assert.Contains("<svg", File.ReadAllText(_folder.File("page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_the_trace_is_the_output() =>
        Assert.Equal(20, (await ProgramRun.Of("synth", "--service", "AB", "--requests", "20")).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    [Fact]
    public async Task An_analysis_for_people_names_the_papers_figures()
    {
        string file = _folder.File("t.jsonl");
        (await ProgramRun.Of("synth", "--service", "A", "--requests", "200", "--arrivals", "gamma", "--out", file)).Ok();

        string text = (await ProgramRun.Of("analyze", file)).Ok();

        foreach (string part in new[] { "service A: 200 requests on 1 instances", "LRU loads", "LFU loads", "top-k share", "dispersion" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
