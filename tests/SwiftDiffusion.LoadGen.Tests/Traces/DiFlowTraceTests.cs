using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

public sealed class DiFlowTraceTests
{
    [Fact]
    public void Gaps_add_up_and_a_tenant_keeps_its_lora()
    {
        var trace = Reading.Of("window.txt", "A 2.5\nB 0.0\nA 1.5\n");

        Assert.Equal([2.5, 2.5, 4.0], trace.Requests.Select(request => request.At.TotalSeconds));
        Assert.Equal(["A", "B", "A"], trace.Requests.Select(request => request.Key));
        Assert.Equal([new LoraUse("tenant-A")], trace.Requests[2].Loras);
    }

    [Theory]
    [InlineData("A 1\nB\n", "line 2", "found \"B\"; expected a tenant's letter and the gap")]
    [InlineData("A soon\n", "line 1", "the gap is \"soon\"; expected a number")]
    [InlineData("A -1\n", "line 1", "the gap is \"-1\"")]
    public void A_malformed_line_is_named_with_the_remedy(string content, string place, string problem)
    {
        string message = Reading.ProblemOf("window.txt", content);

        Assert.StartsWith($"window.txt, {place}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }
}
