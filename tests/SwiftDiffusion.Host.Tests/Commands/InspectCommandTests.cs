using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class InspectCommandTests
{
    [Fact]
    public async Task A_model_folder_shows_its_parts()
    {
        string text = (await ProgramRun.Of("inspect", TestModels.BuiltIn)).Ok();

        Assert.All(["sd1", "unet", "vae", "text_encoder", "LoRAs:"], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lora_shows_what_it_changes_and_how_strongly()
    {
        var report = (await ProgramRun.Of("inspect", TestModels.Lora, "--json")).Json.GetProperty("lora");

        Assert.True(report.GetProperty("layers").GetProperty("UNet").GetInt32() > 0);
        Assert.True(report.GetProperty("ranks")[0].GetInt32() > 0);
        Assert.Contains("ranks: ", (await ProgramRun.Of("inspect", TestModels.Lora)).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weights_file_is_shown_by_blocks_and_on_request_by_tensors()
    {
        string file = Path.Combine(TestModels.Small, "unet", "diffusion_pytorch_model.safetensors");
        string blocks = (await ProgramRun.Of("inspect", file)).Ok(), tensors = (await ProgramRun.Of("inspect", file, "--tensors")).Ok();

        Assert.Contains("down_blocks.0 ", blocks, StringComparison.Ordinal);
        Assert.DoesNotContain("conv_in.weight", blocks, StringComparison.Ordinal);
        Assert.Contains("conv_in.weight", tensors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Png, "a.png")]
    [InlineData(ImageFormat.Jpeg, "a.jpg")]
    [InlineData(ImageFormat.WebP, "a.webp")]
    public async Task A_picture_shows_its_embedded_parameters(ImageFormat format, string name)
    {
        using var folder = new TemporaryFolder();
        var image = PixelImage.FromGrey(new byte[16 * 8], 16, 8);
        await File.WriteAllBytesAsync(folder.File(name), ImageCodec.Encode(image, format, 90, "a cat\nSteps: 3"), TestContext.Current.CancellationToken);

        string text = (await ProgramRun.Of("inspect", folder.File(name))).Ok();

        Assert.Contains("16x8", text, StringComparison.Ordinal);
        Assert.Contains("a cat\nSteps: 3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_parameters_says_so()
    {
        using var folder = new TemporaryFolder();
        var image = PixelImage.FromGrey(new byte[16], 4, 4);
        await File.WriteAllBytesAsync(folder.File("a.png"), ImageCodec.Encode(image, ImageFormat.Png, 90, null), TestContext.Current.CancellationToken);

        Assert.Contains("no embedded parameters", (await ProgramRun.Of("inspect", folder.File("a.png"))).Ok(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt", "neither a .safetensors file nor a picture")]
    [InlineData("a.safetensors", "a.safetensors")]
    public async Task A_file_of_something_else_is_refused(string name, string message)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File(name), "hello", TestContext.Current.CancellationToken);

        Assert.Contains(message, (await ProgramRun.Of("inspect", folder.File(name))).UserError(), StringComparison.Ordinal);
    }
}
