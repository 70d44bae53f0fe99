using System.Net;
using System.Text.Json;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class WebUiApiTests
{
    [Fact]
    public async Task Pictures_come_with_an_echo_and_with_JSON_in_a_text()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("sdapi/v1/txt2img", """{"prompt":"<lora:pixelart:1> a","seed":5,"batch_size":2,"steps":3,"zzz":1}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal([Samples.PngBase64, Samples.PngBase64], json.GetProperty("images").EnumerateArray().Select(image => image.GetString()));
        var echo = json.GetProperty("parameters");
        Assert.Equal(("<lora:pixelart:1> a", 5L, 1, 3), (echo.GetProperty("prompt").GetString(), echo.GetProperty("seed").GetInt64(), echo.GetProperty("zzz").GetInt32(), echo.GetProperty("steps").GetInt32()));

        var info = JsonElement.Parse(json.GetProperty("info").GetString()!);
        Assert.Equal([5L, 6L], info.GetProperty("all_seeds").EnumerateArray().Select(seed => seed.GetInt64()));
        Assert.Equal(["infotext", "infotext"], info.GetProperty("infotexts").EnumerateArray().Select(text => text.GetString()));
        Assert.Equal("zzz is unknown", info.GetProperty("extra_generation_params").GetProperty("Without effect").GetString());
        string[] members = ["prompt", "all_prompts", "negative_prompt", "all_negative_prompts", "seed", "subseed", "all_subseeds", "subseed_strength", "width",
            "height", "sampler_name", "cfg_scale", "steps", "batch_size", "restore_faces", "sd_model_name", "sd_model_hash", "sd_vae_name", "denoising_strength",
            "index_of_first_image", "styles", "job_timestamp", "clip_skip", "is_using_inpainting_conditioning", "version"];
        Assert.All(members, member => Assert.True(info.TryGetProperty(member, out _), member));
    }

    [Fact]
    public async Task Drawn_edges_follow_the_pictures()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("sdapi/v1/txt2img", BadRequests.Expand("""
            {"alwayson_scripts":{"controlnet":{"args":[{"enabled":true,"module":"canny","model":"canny","image":"PNG"}]}}}
            """));
        var images = (await RunningGateway.JsonOf(response)).GetProperty("images");
        Assert.Equal(2, images.GetArrayLength());
        Assert.Equal("edges"u8.ToArray(), images[1].GetBytesFromBase64());
    }

    [Fact]
    public async Task The_echo_leaves_out_pictures_unless_they_are_asked_for()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var without = await gateway.PostAsync("sdapi/v1/img2img", BadRequests.Expand("""{"init_images":["PNG"],"send_images":false}"""));
        var json = await RunningGateway.JsonOf(without);
        Assert.Equal(0, json.GetProperty("images").GetArrayLength());
        Assert.False(json.GetProperty("parameters").TryGetProperty("init_images", out _));
        using var with = await gateway.PostAsync("sdapi/v1/img2img", BadRequests.Expand("""{"init_images":["PNG"],"include_init_images":true}"""));
        Assert.True((await RunningGateway.JsonOf(with)).GetProperty("parameters").TryGetProperty("init_images", out _));
    }

    [Fact]
    public async Task Errors_have_the_web_UIs_form()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var sampler = await gateway.PostAsync("sdapi/v1/txt2img", """{"sampler_name":"nope","steps":0}""");
        Assert.Equal(HttpStatusCode.NotFound, sampler.StatusCode);
        var body = await RunningGateway.JsonOf(sampler);
        Assert.Equal(("HTTPException", "Sampler not found", ""), (Text(body, "error"), Text(body, "detail"), Text(body, "body")));
        Assert.Contains("steps: found 0", Text(body, "errors"), StringComparison.Ordinal);

        using var invalid = await gateway.PostAsync("sdapi/v1/txt2img", """{"steps":0}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        var problem = (await RunningGateway.JsonOf(invalid)).GetProperty("detail")[0];
        Assert.Equal(["body", "steps"], problem.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));

        using var malformed = await gateway.PostAsync("sdapi/v1/txt2img", "{");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, malformed.StatusCode);

        using var unknown = await gateway.GetAsync("sdapi/v1/nope");
        Assert.Equal("There is no GET /sdapi/v1/nope.", Text(await RunningGateway.JsonOf(unknown), "detail"));
    }

    [Fact]
    public async Task A_failed_job_keeps_its_status()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Answer = (_, _) => Task.FromResult<GenerationOutcome>(new JobFailure(FailureCode.Overloaded, "Too much to do."));
        using var response = await gateway.PostAsync("sdapi/v1/txt2img", "{}");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("2", response.Headers.RetryAfter?.ToString());
        Assert.Equal("Too much to do.", Text(await RunningGateway.JsonOf(response), "detail"));
    }

    [Fact]
    public async Task A_service_that_is_not_ready_refuses_work()
    {
        await using var gateway = await RunningGateway.StartAsync();
        gateway.Service.Readiness = Readiness.NotReady("draining");
        using var response = await gateway.PostAsync("sdapi/v1/txt2img", "{}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
