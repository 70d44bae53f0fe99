using SwiftDiffusion.Engine.Images;

namespace SwiftDiffusion.Host.Tests.Commands;

public sealed class GenerateCommandTests
{
    [Fact]
    public async Task A_picture_is_written_with_what_made_it()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.png");

        string text = (await ProgramRun.Of("generate", "--prompt", "red heart", "--steps", "2", "--seed", "5", "--size", "64x96", "--out", file)).Ok();

        byte[] data = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var image = ImageCodec.Decode(data, ImageLimits.Default);
        Assert.Equal((64, 96), (image.Width, image.Height));
        Assert.Contains("Seed: 5", ImageCodec.ReadParameters(data), StringComparison.Ordinal);
        Assert.StartsWith(file, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal(2, text.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Loras_controlnets_and_pictures_can_be_given_together()
    {
        using var folder = new TemporaryFolder();
        string edges = folder.File("edges.png"), file = folder.File("b.webp");
        var grey = PixelImage.FromGrey(new byte[64 * 64], 64, 64);
        await File.WriteAllBytesAsync(edges, ImageCodec.Encode(grey, ImageFormat.Png, 90, null), TestContext.Current.CancellationToken);

        var run = await ProgramRun.Of(
            "generate", "--prompt", "a boat", "--size", "64x64", "--steps", "2", "--lora", $"{TestModels.Lora}:0.5", "--controlnet", $"{TestModels.ControlNet}={edges}:0.7",
            "--init", edges, "--mask", edges, "--strength", "1", "--out", file);

        run.Ok();
        Assert.Contains("a boat", ImageCodec.ReadParameters(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_generation_ends_with_130_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();

        var run = await ProgramRun.Interrupted("generate", "--prompt", "x", "--out", folder.File("a.png"));

        Assert.Equal((ExitCode.Interrupted, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("size 60x60 is not possible", "--size", "60x60")]
    [InlineData("clip skip 99 is not possible", "--clip-skip", "99")]
    [InlineData("LoRA 'no': file not found", "--lora", "no.safetensors")]
    [InlineData("no.png: file not found", "--init", "no.png")]
    [InlineData("no: folder not found", "--model", "no")]
    public async Task What_the_model_cannot_do_is_a_users_error(string message, params string[] args)
    {
        using var folder = new TemporaryFolder();

        var run = await ProgramRun.Of(["generate", "--prompt", "x", "--steps", "1", "--out", folder.File("a.png"), .. args]);

        Assert.Contains(message, run.UserError(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
