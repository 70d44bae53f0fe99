using System.Net;
using System.Text.Json;

namespace SwiftDiffusion.Gateway.Tests.Models;

public sealed class ModelsApiTests
{
    [Fact]
    public async Task The_list_has_OpenAIs_form_and_what_each_model_offers()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync("v1/models");
        var expected = JsonElement.Parse("""
            {"id":"tiny","object":"model","created":1700000000,"owned_by":"swiftdiffusion","swiftdiffusion":{"kind":"sd1",
             "defaults":{"width":128,"height":128,"num_inference_steps":20,"guidance_scale":5,"noise_scheduler":"ddim"},
             "loras":["watercolor","pixelart"],"controlnets":["canny","seg"],"noise_schedulers":["ddim","euler","euler_ancestral"]}}
            """);
        var json = await RunningGateway.JsonOf(response);
        Assert.Equal("list", json.GetProperty("object").GetString());
        Assert.Equal(2, json.GetProperty("data").GetArrayLength());
        Assert.True(JsonElement.DeepEquals(expected, json.GetProperty("data")[0]), json.ToString());
    }

    [Theory]
    [InlineData("v1/models/tiny", "tiny")]
    [InlineData("v1/models/owner/plain", "owner/plain")]
    [InlineData("v1/models/owner%2Fplain", "owner/plain")]
    public async Task One_model_is_found_by_its_id(string path, string id)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync(path);
        Assert.Equal(id, (await RunningGateway.JsonOf(response)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_model_nobody_serves_is_not_found()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.GetAsync("v1/models/gpt-image-1");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var error = (await RunningGateway.JsonOf(response)).GetProperty("error");
        Assert.Equal(("unknown_model", "model"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Equal("model: found \"gpt-image-1\"; accepted: tiny, owner/plain.", error.GetProperty("message").GetString());
    }
}
