using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

public sealed class KatzTraceTests
{
    [Fact]
    public void Ids_may_be_texts_or_numbers_and_lists_may_be_null()
    {
        var trace = Reading.Of("katz.json", """
            [
              {"timestamp": 105, "ip": "10.0.0.1", "scene_id": "A", "base_model_id": 7, "controlnets": [1, "x"], "loras": ["l1", "l2"]},
              {"timestamp": 100, "ip": 4, "scene_id": "B", "base_model_id": "m", "controlnets": null, "loras": null}
            ]
            """);

        Assert.Equal([(0, "B", "4", "m"), (5, "A", "10.0.0.1", "7")],
            trace.Requests.Select(request => ((int)request.At.TotalSeconds, request.Service!, request.Instance!, request.BaseModel!)));
        Assert.Equal(["1", "x"], trace.Requests[1].ControlNets);
        Assert.Equal([new LoraUse("l1"), new LoraUse("l2")], trace.Requests[1].Loras);
        Assert.Empty(trace.Requests[0].Loras);
    }

    [Theory]
    [InlineData("[\n{\"timestamp\": 1},\n{\"timestamp\": }\n]", "line 3", "Expected an array of objects")]
    [InlineData("[{\"ip\": \"x\"}]", "entry 1", "timestamp is missing")]
    [InlineData("[{\"timestamp\": 1, \"loras\": [null]}]", "entry 1", "loras holds something else than an id")]
    [InlineData("[null]", "entry 1", "timestamp is missing")]
    public void A_malformed_entry_is_named_with_the_remedy(string content, string place, string problem)
    {
        string message = Reading.ProblemOf("katz.json", content);

        Assert.StartsWith($"katz.json, {place}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }
}
