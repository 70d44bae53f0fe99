using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class RefusedRequestTests(RunningServer server)
{
    [Fact]
    public async Task An_unknown_lora_is_named()
    {
        await RefusedAsync(
            HttpStatusCode.BadRequest, "loras[0].name", new JsonObject { ["prompt"] = "x", ["loras"] = new JsonArray(new JsonObject { ["name"] = "no such lora" }) });
    }

    [Fact]
    public async Task An_unknown_model_is_not_found() =>
        await RefusedAsync(HttpStatusCode.NotFound, "model", new JsonObject { ["prompt"] = "x", ["model"] = "no such model" });

    [Theory]
    [InlineData("hello")]
    [InlineData("aGVsbG8=")]
    public async Task A_control_image_that_is_no_image_is_refused_by_its_place(string image) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "controlnets[1].image", WithSecondImage(image));

    [Fact]
    public async Task A_control_image_that_breaks_off_is_refused_by_its_place()
    {
        byte[] whole = Picture();

        await RefusedAsync(HttpStatusCode.BadRequest, "controlnets[1].image", WithSecondImage(Convert.ToBase64String(whole[..(whole.Length / 2)])));
    }

    [Theory]
    [InlineData("8x8")]
    [InlineData("65x64")]
    [InlineData("large")]
    public async Task A_size_that_cannot_be_made_is_refused(string size) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "size", new JsonObject { ["prompt"] = "x", ["size"] = size });

    [Fact]
    public async Task Layers_that_this_models_text_encoder_does_not_have_cannot_be_skipped() =>
        await RefusedAsync(HttpStatusCode.BadRequest, "clip_skip", new JsonObject { ["prompt"] = "x", ["clip_skip"] = 11 });

    [Theory]
    [InlineData("lcm", 200)]
    [InlineData("ddim", 1000)]
    public async Task More_steps_than_the_noise_scheduler_can_take_are_refused(string scheduler, int steps) =>
        await RefusedAsync(
            HttpStatusCode.BadRequest, "num_inference_steps", new JsonObject { ["prompt"] = "x", ["noise_scheduler"] = scheduler, ["num_inference_steps"] = steps });

    [Theory]
    [InlineData("prompt")]
    [InlineData("negative_prompt")]
    public async Task A_text_that_no_file_can_carry_is_refused_before_the_work(string field) =>
        await RefusedAsync(HttpStatusCode.BadRequest, field, new JsonObject { ["prompt"] = "x", [field] = "a\0b" });

    private async Task RefusedAsync(HttpStatusCode status, string field, JsonObject request)
    {
        using var response = await server.PostAsync(request, TestContext.Current.CancellationToken);

        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, body);
        Assert.Equal(field, JsonElement.Parse(body).GetProperty("error").GetProperty("param").GetString());
    }

    private JsonObject WithSecondImage(string image) => new()
    {
        ["prompt"] = "x",
        ["controlnets"] = new JsonArray(
            new JsonObject { ["name"] = server.ControlNets[0], ["image"] = Convert.ToBase64String(Picture()) },
            new JsonObject { ["name"] = server.ControlNets[0], ["image"] = image }),
    };

    private static byte[] Picture()
    {
        var noise = new byte[64 * 64];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (byte)(i * 31 % 251);
        return ImageCodec.Encode(PixelImage.FromGrey(noise, 64, 64), ImageFormat.Png, 100, null);
    }
}
