using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>The web UI's API over the built-in model.</summary>
public sealed class WebUiTests(RunningServer server)
{
    [Fact]
    public async Task The_same_picture_comes_from_both_APIs()
    {
        var ours = new JsonObject
        {
            ["prompt"] = "a red house, sunset",
            ["seed"] = 1,
            ["num_inference_steps"] = 4,
            ["size"] = "64x64",
            ["guidance_scale"] = 7,
            ["noise_scheduler"] = "euler-ancestral",
            ["prompt_syntax"] = "weighted",
        };
        var theirs = Txt2Img();
        theirs["sampler_name"] = "Euler a";
        Assert.Equal(Pixels(await server.GenerateAsync(ours)), Pixels(Assert.Single(await ImagesAsync("txt2img", theirs))));
    }

    [Fact]
    public async Task A_picture_carries_the_menus_names_and_png_info_reads_them()
    {
        var request = Txt2Img();
        (request["sampler_name"], request["scheduler"]) = ("DPM++ 2M", "karras");
        byte[] file = Assert.Single(await ImagesAsync("txt2img", request));
        var parameters = GenerationParameters.Parse(ImageCodec.ReadParameters(file)!)!;
        Assert.Equal(("DPM++ 2M", "Karras", 1L), (parameters.Sampler, parameters.ScheduleType, parameters.Seed));

        var info = await PostAsync("sdapi/v1/png-info", new JsonObject { ["image"] = Convert.ToBase64String(file) });
        Assert.Equal("DPM++ 2M", info.GetProperty("parameters").GetProperty("Sampler").GetString());
        Assert.Equal("64", info.GetProperty("parameters").GetProperty("Size-1").GetString());
    }

    [Fact]
    public async Task A_tag_attaches_a_LoRA()
    {
        byte[] plain = Assert.Single(await ImagesAsync("txt2img", Txt2Img()));
        var request = Txt2Img();
        request["prompt"] = $"a red house, sunset<lora:{server.Loras[0]}:1>";
        Assert.NotEqual(Pixels(plain), Pixels(Assert.Single(await ImagesAsync("txt2img", request))));
    }

    [Fact]
    public async Task Edges_come_with_the_picture_and_are_those_that_detect_draws()
    {
        byte[] photo = Assert.Single(await ImagesAsync("txt2img", Txt2Img()));
        var unit = new JsonObject { ["enabled"] = true, ["module"] = "canny", ["model"] = server.ControlNets[0], ["image"] = Convert.ToBase64String(photo) };
        var request = Txt2Img();
        request["alwayson_scripts"] = new JsonObject { ["ControlNet"] = new JsonObject { ["args"] = new JsonArray(unit) } };
        var images = await ImagesAsync("txt2img", request);

        var detected = await PostAsync("controlnet/detect", new JsonObject
        {
            ["controlnet_module"] = "canny",
            ["controlnet_input_images"] = new JsonArray(Convert.ToBase64String(photo)),
            ["controlnet_processor_res"] = 64,
        });
        Assert.Equal(2, images.Length);
        Assert.Equal(Pixels(images[1]), Pixels(detected.GetProperty("images")[0].GetBytesFromBase64()));
        Assert.NotEqual(Pixels(photo), Pixels(images[0]));
        Assert.Equal("canny", Assert.Single(GenerationParameters.Parse(ImageCodec.ReadParameters(images[0])!)!.ControlNets).Module);
    }

    [Fact]
    public async Task A_masked_picture_keeps_its_black_part()
    {
        byte[] picture = Assert.Single(await ImagesAsync("txt2img", Txt2Img()));
        byte[] mask = ImageCodec.Encode(PixelImage.FromGrey([.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i < 32 * 64 ? 255 : 0))], 64, 64), ImageFormat.Png, 100, null);
        var request = Txt2Img();
        request["prompt"] = "night";
        request["init_images"] = new JsonArray($"data:image/png;base64,{Convert.ToBase64String(picture)}");
        (request["mask"], request["mask_blur"], request["inpaint_full_res"]) = (Convert.ToBase64String(mask), 0, false);
        byte[] changed = Assert.Single(await ImagesAsync("img2img", request));
        Assert.Equal(Pixels(picture)[^(4 * 64 * 32)..], Pixels(changed)[^(4 * 64 * 32)..]);
        Assert.NotEqual(Pixels(picture), Pixels(changed));
    }

    private static JsonObject Txt2Img() => new()
    {
        ["prompt"] = "a red house, sunset",
        ["seed"] = 1,
        ["steps"] = 4,
        ["width"] = 64,
        ["height"] = 64,
    };

    private async Task<byte[][]> ImagesAsync(string route, JsonObject request)
    {
        var answer = await PostAsync($"sdapi/v1/{route}", request);
        return [.. answer.GetProperty("images").EnumerateArray().Select(image => image.GetBytesFromBase64())];
    }

    private async Task<JsonElement> PostAsync(string path, JsonObject request)
    {
        using var response = await server.Client.PostAsJsonAsync(path, request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private static byte[] Pixels(byte[] file) => ImageCodec.Decode(file, ImageLimits.Default).Rgba.ToArray();
}
