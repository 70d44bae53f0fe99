using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SwiftDiffusion.Gateway.Tests.Requests;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

/// <summary>The lists, the settings and the small tools of the web UI's API.</summary>
public sealed class CatalogApiTests
{
    [Theory]
    [InlineData("sdapi/v1/loras", """[{"name":"watercolor","alias":"watercolor","path":"watercolor.safetensors","metadata":{}},{"name":"pixelart","alias":"pixelart","path":"pixelart.safetensors","metadata":{}}]""")]
    [InlineData("sdapi/v1/sd-models", """[{"title":"tiny","model_name":"tiny","hash":null,"sha256":null,"filename":"tiny","config":null},{"title":"owner/plain","model_name":"owner/plain","hash":null,"sha256":null,"filename":"owner/plain","config":null}]""")]
    [InlineData("sdapi/v1/samplers", """[{"name":"Euler","aliases":["k_euler","euler"],"options":{}},{"name":"DDIM","aliases":["ddim"],"options":{}}]""")]
    [InlineData("sdapi/v1/upscalers", """[{"name":"None","model_name":null,"model_path":null,"model_url":null,"scale":4}]""")]
    [InlineData("sdapi/v1/embeddings", """{"loaded":{},"skipped":{}}""")]
    [InlineData("sdapi/v1/scripts", """{"txt2img":["controlnet"],"img2img":["controlnet"]}""")]
    [InlineData("sdapi/v1/hypernetworks", "[]")]
    [InlineData("controlnet/version", """{"version":3}""")]
    [InlineData("controlnet/model_list", """{"model_list":["canny","seg"]}""")]
    [InlineData("controlnet/settings", """{"control_net_unit_count":8}""")]
    public async Task A_list_has_the_web_UIs_members(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("sdapi/v1/schedulers", "[2].name", "karras")]
    [InlineData("sdapi/v1/memory", "cuda.error", "unavailable")]
    [InlineData("controlnet/module_list", "module_list[1]", "canny")]
    [InlineData("controlnet/control_types", "control_types.Canny.default_model", "canny")]
    public async Task Longer_answers_hold_what_clients_look_for(string path, string member, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        var found = await RunningGateway.JsonOf(response);
        foreach (string part in member.Replace("]", "", StringComparison.Ordinal).Split('.', '[').Where(part => part.Length > 0))
            found = int.TryParse(part, out int index) ? found[index] : found.GetProperty(part);
        Assert.Equal(expected, found.GetString());
    }

    [Fact]
    public async Task Settings_hold_for_later_requests()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var set = await gateway.PostAsync("sdapi/v1/options", """{"sd_model_checkpoint":"owner/plain","samples_format":"webp","CLIP_stop_at_last_layers":2}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);

        (await gateway.PostAsync("sdapi/v1/txt2img", "{}")).Dispose();
        var job = gateway.Service.LastJob!;
        Assert.Equal(("owner/plain", "image/webp", 1), (job.Model, job.Output.MediaType, job.ClipSkip));
        using var response = await gateway.GetAsync("sdapi/v1/options");
        Assert.Equal("owner/plain", (await RunningGateway.JsonOf(response)).GetProperty("sd_model_checkpoint").GetString());
    }

    [Theory]
    [InlineData("""{"sd_model_checkpoint":"nope"}""")]
    [InlineData("""{"samples_format":"gif"}""")]
    [InlineData("""{"no_such_setting":1}""")]
    [InlineData("7")]
    public async Task Settings_that_cannot_be_had_change_nothing(string body)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var set = await gateway.PostAsync("sdapi/v1/options", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, set.StatusCode);
        using var response = await gateway.GetAsync("sdapi/v1/options");
        Assert.Equal("tiny", (await RunningGateway.JsonOf(response)).GetProperty("sd_model_checkpoint").GetString());
    }

    [Fact]
    public async Task A_picture_tells_what_it_was_made_from()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Pictures(gateway).Parameters = "a\nSteps: 4, Sampler: Euler, Seed: 7";
        using var response = await gateway.PostAsync("sdapi/v1/png-info", BadRequests.Expand("""{"image":"data:image/png;base64,PNG"}"""));
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal("a\nSteps: 4, Sampler: Euler, Seed: 7", json.GetProperty("info").GetString());
        Assert.Equal("7", json.GetProperty("parameters").GetProperty("Seed").GetString());
    }

    [Theory]
    [InlineData("sdapi/v1/png-info", "{}")]
    [InlineData("sdapi/v1/png-info", """{"image":"hello"}""")]
    [InlineData("controlnet/detect", "{}")]
    [InlineData("controlnet/detect", """{"controlnet_module":"depth","controlnet_input_images":["PNG"]}""")]
    [InlineData("controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["hello"]}""")]
    [InlineData("controlnet/detect", """{"controlnet_module":"canny","controlnet_input_images":["PNG"],"controlnet_masks":["PNG"]}""")]
    public async Task A_picture_that_cannot_be_read_is_refused(string path, string body)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync(path, BadRequests.Expand(body));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(JsonValueKind.Array, (await RunningGateway.JsonOf(response)).GetProperty("detail").ValueKind);
    }

    [Fact]
    public async Task Edges_can_be_drawn_without_a_picture_being_made()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.PostAsync("controlnet/detect", BadRequests.Expand("""
            {"controlnet_module":"canny","controlnet_input_images":["PNG"],"controlnet_processor_res":256,"controlnet_threshold_a":10,"controlnet_threshold_b":20}
            """));
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal("Success", json.GetProperty("info").GetString());
        Assert.Equal("edges"u8.ToArray(), Assert.Single(json.GetProperty("images").EnumerateArray()).GetBytesFromBase64());
        var (thresholds, size) = Pictures(gateway).LastEdges!.Value;
        Assert.Equal((10, 20, new PictureSize(512, 256)), (thresholds.Low, thresholds.High, size.Of(200, 100)));
    }

    [Fact]
    public async Task Nothing_to_do_is_done_at_once()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (string action in (string[])["refresh-loras", "refresh-checkpoints", "reload-checkpoint"])
        {
            using var response = await gateway.PostAsync($"sdapi/v1/{action}", "");
            Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static FakePictureService Pictures(RunningGateway gateway) => (FakePictureService)gateway.Services.GetRequiredService<IPictureService>();
}
