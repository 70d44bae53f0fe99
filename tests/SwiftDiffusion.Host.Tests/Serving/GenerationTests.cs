using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class GenerationTests(RunningServer server)
{
    [Fact]
    public async Task A_picture_has_the_size_and_the_parameters_that_were_asked_for()
    {
        var request = new JsonObject { ["prompt"] = "red heart", ["seed"] = 42, ["num_inference_steps"] = 3, ["size"] = "96x64" };

        byte[] file = await server.GenerateAsync(request);

        var image = ImageCodec.Decode(file, ImageLimits.Default);
        var parameters = GenerationParameters.Parse(ImageCodec.ReadParameters(file)!)!;
        Assert.Equal((96, 64), (image.Width, image.Height));
        Assert.Equal(("red heart", 42L, 3), (parameters.Prompt, parameters.Seed, parameters.Steps));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_one_others()
    {
        byte[] first = await server.GenerateAsync(Request(seed: 1)), again = await server.GenerateAsync(Request(seed: 1));
        byte[] other = await server.GenerateAsync(Request(seed: 2));

        Assert.Equal(first, again);
        Assert.NotEqual(Pixels(first), Pixels(other));
    }

    [Fact]
    public async Task Every_lora_of_the_model_changes_the_picture()
    {
        byte[] plain = Pixels(await server.GenerateAsync(Request()));

        Assert.NotEmpty(server.Loras);
        foreach (string lora in server.Loras)
        {
            var request = Request();
            request["loras"] = new JsonArray(new JsonObject { ["name"] = lora, ["scale"] = 1 });
            Assert.NotEqual(plain, Pixels(await server.GenerateAsync(request)));
        }
    }

    [Fact]
    public async Task A_lora_of_scale_zero_changes_nothing()
    {
        var request = Request();
        request["loras"] = new JsonArray(new JsonObject { ["name"] = server.Loras[0], ["scale"] = 0 });

        Assert.Equal(Pixels(await server.GenerateAsync(Request())), Pixels(await server.GenerateAsync(request)));
    }

    [Fact]
    public async Task The_edges_of_a_real_picture_steer_every_controlnet()
    {
        byte[] plain = await server.GenerateAsync(Request(seed: 1));
        byte[] photo = await server.GenerateAsync(Request(seed: 8));

        Assert.NotEmpty(server.ControlNets);
        foreach (string net in server.ControlNets)
        {
            var request = Request(seed: 1);
            request["controlnets"] = new JsonArray(new JsonObject { ["name"] = net, ["image"] = Convert.ToBase64String(photo), ["preprocessor"] = "canny" });
            Assert.NotEqual(Pixels(plain), Pixels(await server.GenerateAsync(request)));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Lossy_pictures_keep_their_parameters(string format)
    {
        var request = Request(seed: 3);
        request["output_format"] = format;
        request["output_compression"] = 80;

        byte[] file = await server.GenerateAsync(request);

        Assert.Equal(Pixels(await server.GenerateAsync(Request(seed: 3))).Length, Pixels(file).Length);
        Assert.Equal(3, GenerationParameters.Parse(ImageCodec.ReadParameters(file)!)!.Seed);
    }

    private static JsonObject Request(long seed = 1) => new() { ["prompt"] = "a large red house, sunset", ["seed"] = seed, ["num_inference_steps"] = 4, ["size"] = "64x64" };

    private static byte[] Pixels(byte[] file) => ImageCodec.Decode(file, ImageLimits.Default).Rgba.ToArray();
}
