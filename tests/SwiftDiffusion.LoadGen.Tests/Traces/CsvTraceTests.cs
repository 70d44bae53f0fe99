using CsCheck;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

public sealed class CsvTraceTests
{
    [Fact]
    public void Columns_may_come_in_any_order_and_most_may_be_absent()
    {
        var request = Assert.Single(Reading.Of("t.csv", "loras,timestamp,prompt,size,controlnets\nneon;pixel=0.5,2,\"a, b\",512x512,canny;seg\n").Requests);

        Assert.Equal(TimeSpan.FromSeconds(2), request.At);
        Assert.Equal("a, b", request.Prompt);
        Assert.Equal([new LoraUse("neon"), new LoraUse("pixel", 0.5)], request.Loras);
        Assert.Equal(["canny", "seg"], request.ControlNets);
        Assert.Null(request.Steps);
    }

    [Theory]
    [InlineData("timestamp\nsoon\n", "line 2", "timestamp is \"soon\"; expected a number")]
    [InlineData("timestamp,prompt\n1,x\n\n2\n", "line 4", "1 cells under 2 columns")]
    [InlineData("timestamp,prompt\n1,a,b\n", "line 2", "a text with commas needs quotes")]
    [InlineData("prompt\nx\n", "line 1", "there is no column \"timestamp\"")]
    [InlineData("timestamp,promt\n1,x\n", "line 1", "column \"promt\" is unknown")]
    [InlineData("timestamp,loras\n1,neon=strong\n", "line 2", "scale of LoRA \"neon\" is \"strong\"")]
    [InlineData("timestamp,prompt\n1,\"open\n", "line 2", "quote")]
    [InlineData("", "line 1", "header is missing")]
    public void A_malformed_line_is_named_with_the_remedy(string content, string place, string problem)
    {
        string message = Reading.ProblemOf("t.csv", content);

        Assert.StartsWith($"t.csv, {place}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back() => TraceGen.Request.Array[1, 5].Sample(requests =>
    {
        using var text = new StringWriter();
        CsvTrace.Write(text, requests);
        Assert.Equivalent(requests, CsvTrace.Read(new StringReader(text.ToString()), "t.csv"), strict: true);
    });
}
