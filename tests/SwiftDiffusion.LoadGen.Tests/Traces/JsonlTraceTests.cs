using CsCheck;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

public sealed class JsonlTraceTests
{
    [Fact]
    public void Every_column_is_read()
    {
        var request = Assert.Single(Reading.Of("t.jsonl", """
            {"timestamp":1.5,"service":"A","instance":"i1","base_model":"b","prompt":"a \"cat\"","negative_prompt":"dog","size":"512x768","steps":20,"guidance_scale":7.5,"seed":9,"n":2,"controlnets":["canny"],"loras":["neon",{"name":"pixel","scale":0.5}],"slo_ms":2500,"key":"k","mask_ratio":0.25}
            """).Requests);

        Assert.Equal(TimeSpan.FromSeconds(1.5), request.At);
        Assert.Equal(("A", "i1", "b", "a \"cat\"", "dog"), (request.Service, request.Instance, request.BaseModel, request.Prompt, request.NegativePrompt));
        Assert.Equal((new ImageSize(512, 768), 20, 7.5, 9L, 2), (request.Size, request.Steps, request.GuidanceScale, request.Seed, request.Images));
        Assert.Equal(["canny"], request.ControlNets);
        Assert.Equal([new LoraUse("neon"), new LoraUse("pixel", 0.5)], request.Loras);
        Assert.Equal((TimeSpan.FromSeconds(2.5), "k", 0.25), (request.ServiceLevelObjective, request.Key, request.MaskRatio));
    }

    [Fact]
    public void Requests_come_in_the_order_of_arrival() =>
        Assert.Equal([1, 2, 3], Reading.Of("t.jsonl", "{\"timestamp\":3}\n\n{\"timestamp\":1}\n{\"timestamp\":2}\n").Requests.Select(request => request.At.TotalSeconds));

    [Theory]
    [InlineData("{\"timestamp\":1}\nnonsense", "line 2", "Expected one JSON object")]
    [InlineData("{\"prompt\":\"x\"}", "line 1", "timestamp is missing")]
    [InlineData("{\"timestamp\":-1}", "line 1", "timestamp is -1")]
    [InlineData("{\"timestamp\":1,\"size\":\"big\"}", "line 1", "size is \"big\"; expected WIDTHxHEIGHT")]
    [InlineData("{\"timestamp\":1,\"loras\":\"neon\"}", "line 1", "Expected LoRAs like")]
    [InlineData("{\"timestamp\":1,\"lora\":[]}", "line 1", "lora")]
    [InlineData("{\"timestamp\":1,\"steps\":0}", "line 1", "steps is 0; expected a number from 1")]
    [InlineData("\n", "line 1", "no request")]
    public void A_malformed_line_is_named_with_the_remedy(string content, string place, string problem)
    {
        string message = Reading.ProblemOf("t.jsonl", content);

        Assert.StartsWith($"t.jsonl, {place}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back() => TraceGen.Request.Array[1, 5].Sample(requests =>
    {
        using var text = new StringWriter();
        JsonlTrace.Write(text, requests);
        Assert.Equivalent(requests, JsonlTrace.Read(new StringReader(text.ToString()), "t.jsonl"), strict: true);
    });
}
