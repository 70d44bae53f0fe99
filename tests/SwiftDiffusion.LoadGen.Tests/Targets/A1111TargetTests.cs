using System.Text;
using SwiftDiffusion.LoadGen.Targets;
using SwiftDiffusion.LoadGen.Traces;

namespace SwiftDiffusion.LoadGen.Tests.Targets;

public sealed class A1111TargetTests
{
    private const string Pictures = """{"images":["AAAA"],"parameters":{},"info":"{}"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loras_are_tags_and_controlnets_are_units()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        var answer = await SendAsync(server, Requests.Full with { Loras = [new LoraUse("neon", 0.8), new LoraUse("pixel")] }, new TargetOptions(server.Address, "tiny", "me:secret"));

        var body = server.Body!;
        var unit = body["alwayson_scripts"]!["controlnet"]!["args"]![0]!;
        Assert.Equal(Outcome.Completed, answer.Outcome);
        Assert.Equal("POST /sdapi/v1/txt2img", server.Calls.Single());
        Assert.Equal("red heart <lora:neon:0.8> <lora:pixel:1>", (string?)body["prompt"]);
        Assert.Equal((64, 96, 8, 5.5, 2), ((int)body["width"]!, (int)body["height"]!, (int)body["steps"]!, (double)body["cfg_scale"]!, (int)body["batch_size"]!));
        Assert.Equal("tiny", (string?)body["override_settings"]!["sd_model_checkpoint"]);
        Assert.Equal((true, "canny", "none", false), ((bool)unit["enabled"]!, (string?)unit["model"], (string?)unit["module"], (bool)unit["save_detected_map"]!));
        Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret"))}", server.Authorization);
    }

    [Fact]
    public async Task A_request_with_a_mask_goes_to_img2img()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 200, Pictures));

        await SendAsync(server, Requests.Plain with { MaskRatio = 0.5 }, new TargetOptions(server.Address));

        Assert.Equal("POST /sdapi/v1/img2img", server.Calls.Single());
        Assert.Single(server.Body!["init_images"]!.AsArray());
        Assert.NotNull(server.Body["mask"]);
    }

    [Fact]
    public async Task An_error_in_this_apis_form_is_read()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.WriteAsync(context, 404, """{"error":"HTTPException","detail":"Sampler not found","body":"","errors":""}"""));

        var answer = await SendAsync(server, Requests.Plain, new TargetOptions(server.Address));

        Assert.Equal((Outcome.Rejected, "Sampler not found"), (answer.Outcome, answer.Error));
    }

    [Theory]
    [InlineData(200, 2)]
    [InlineData(404, 0)]
    public async Task The_catalog_has_loras_and_the_extensions_models_if_it_is_there(int extensionStatus, int controlNets)
    {
        await using var server = await FakeServer.StartAsync(context => context.Request.Path.StartsWithSegments("/controlnet", StringComparison.Ordinal)
            ? FakeServer.WriteAsync(context, extensionStatus, extensionStatus == 200 ? """{"model_list":["canny [abcd]","seg [ef01]"]}""" : "{}")
            : FakeServer.WriteAsync(context, 200, """[{"name":"neon","alias":"n","path":"p"}]"""));
        using var client = ApiClient.Create(server.Address);

        var catalog = await new A1111Target(client, new TargetOptions(server.Address)).ReadCatalogAsync(Cancellation);

        Assert.Equal(["neon"], catalog.Loras);
        Assert.Equal(controlNets, catalog.ControlNets.Count);
    }

    private static async Task<Answer> SendAsync(FakeServer server, TraceRequest request, TargetOptions options)
    {
        using var client = ApiClient.Create(server.Address);
        return await new A1111Target(client, options).SendAsync(request, Cancellation);
    }
}
