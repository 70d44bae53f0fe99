using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Traces;

/// <summary>Both files of GenTD26, told apart by their headers.</summary>
public sealed class GenTdTraceTests
{
    private const string RequestHeader =
        "gmt_create,predict_type,predict_status,exec_time_seconds,groupId,prompt_length,negative_prompt_length,num_images_per_prompt,num_inference_steps,checkpoint_model_version_id,num_lora\n";

    private const string LoraHeader =
        "predict_type,exec_time_seconds,style_type,prompt_length,negative_prompt_length,num_images_per_prompt,num_inference_steps,checkpoint_model_version_id,lora_args\n";

    [Fact]
    public void Requests_keep_their_distances_and_count_their_loras()
    {
        var trace = Reading.Of("lora_request_trace.csv", $"""
            {RequestHeader}2024-11-15 16:58:00,TXT_2_IMG,SUCCEED,32.0,G0001,63.0,26.0,4.0,30.0,M0002,2
            2024-11-15 16:57:50,TXT_2_IMG,SUCCEED,32.0,G0000,63.0,26.0,1.0,25.0,M0000,0
            """);

        Assert.Equal([0, 10], trace.Requests.Select(request => (int)request.At.TotalSeconds));
        Assert.Equal([("G0000", 1, 25, "M0000"), ("G0001", 4, 30, "M0002")], trace.Requests.Select(request => (request.Key!, request.Images, request.Steps!.Value, request.BaseModel!)));
        Assert.Equal([new LoraUse("G0001-lora-1"), new LoraUse("G0001-lora-2")], trace.Requests[1].Loras);
    }

    [Fact]
    public void Loras_come_from_a_python_list()
    {
        var trace = Reading.Of("data_trace_processed.csv", $$"""
            {{LoraHeader}}TXT_2_IMG,12.0,,10.0,5.0,1.0,30.0,M1,"[{'modelVersionId': 123, 'scale': 0.8}, {'scale': 1, 'modelVersionId': 'abc'}]"
            TXT_2_IMG,12.0,,10.0,5.0,1.0,30.0,M1,[]
            """);

        Assert.Equal([new LoraUse("123", 0.8), new LoraUse("abc")], trace.Requests[0].Loras);
        Assert.Empty(trace.Requests[1].Loras);
        Assert.Equal(TimeSpan.FromSeconds(1), trace.Duration);
    }

    [Theory]
    [InlineData(RequestHeader + "yesterday,TXT_2_IMG,SUCCEED,32.0,G,1,1,1,30,M,0\n", "line 2", "gmt_create is \"yesterday\"")]
    [InlineData(LoraHeader + "TXT_2_IMG,12,,1,1,1,30,M,neon\n", "line 2", "lora_args is \"neon\"; expected a list")]
    [InlineData(LoraHeader + "TXT_2_IMG,12,,1,1,1,30,M,[{'scale': 1}]\n", "line 2", "without 'modelVersionId'")]
    public void A_malformed_line_is_named_with_the_remedy(string content, string place, string problem)
    {
        string message = Reading.ProblemOf("trace.csv", content);

        Assert.StartsWith($"trace.csv, {place}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }
}
