using SwiftDiffusion.Engine.Devices;
using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Engine.Tests.Images;
using SwiftDiffusion.Testing;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>Image to image, and inpainting with both kinds of UNet.</summary>
public sealed class SourceImageTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly PixelImage Picture = TestPictures.Shapes(5, 16, 16);

    /// <summary>The left half is repainted.</summary>
    private static readonly Mask LeftHalf = Mask.FromLuminance(TestPictures.Grey(16, 16, (x, _) => x < 8 ? (byte)255 : (byte)0));

    private static readonly TinyBundle Inpainting = TinyBundle.Sd with { UNet = TinyComponents.UNet.With("in_channels", "9") };

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public async Task Inpainting_keeps_what_the_mask_leaves_out_exactly(double strength)
    {
        var run = await tiny.RecordAsync(TinyEngine.Request with { InferenceSteps = 4, Source = new SourceImage(Picture, strength, LeftHalf) });

        var repainting = run.Repainting!;
        var kept = Enumerable.Range(0, run.Latents[^1].Length).Where(i => repainting.Mask[i % repainting.Mask.Length] == 0).ToArray();
        Assert.Equal(run.Latents[^1].Length / 2, kept.Length);
        Assert.All(kept, i => Assert.Equal(repainting.Original[i], run.Latents[^1][i]));
        AssertDiffers(repainting.Original, run.Latents[^1]);
    }

    [Fact]
    public async Task Inpainting_model_is_shown_the_mask_and_the_rest_of_the_picture()
    {
        await using var inpainting = new TinyEngine(Inpainting);
        const int size = 8 * 8;

        var run = await inpainting.RecordAsync(TinyEngine.Request with { Source = new SourceImage(Picture, 1, LeftHalf) });

        var repainting = run.Repainting!;
        Assert.All(run.Inputs, input =>
        {
            Assert.Equal(2 * 9 * size, input.Length);
            Assert.Equal(repainting.Mask, input[(4 * size)..(5 * size)]);
            Assert.Equal(repainting.MaskedImage!, input[(5 * size)..(9 * size)]);
            Assert.Equal(input[..(9 * size)], input[(9 * size)..]);
        });
    }

    [Fact]
    public async Task What_an_inpainting_model_repaints_is_hidden_from_it()
    {
        await using var inpainting = new TinyEngine(Inpainting);
        // Only the repainted half differs, which at full strength nothing may depend on.
        byte[] other = [.. TestPictures.Rgb(Picture).Select((value, i) => i / 3 % 16 < 8 ? (byte)(255 - value) : value)];
        var request = TinyEngine.Request with { Source = new SourceImage(Picture, 1, LeftHalf) };

        float[] latents = await inpainting.LatentsAsync(request);

        Assert.Equal(latents, await inpainting.LatentsAsync(request with { Source = new SourceImage(PixelImage.FromRgb(other, 16, 16), 1, LeftHalf) }));
    }

    [Theory]
    [InlineData(10, 0.7, 7)]
    [InlineData(10, 0.3, 3)]
    [InlineData(50, 0.02, 1)]
    [InlineData(5, 0.79, 3)]
    public async Task Strength_takes_its_share_of_the_steps(int steps, double strength, int made)
    {
        var run = await tiny.RecordAsync(TinyEngine.Request with { InferenceSteps = steps, Source = new SourceImage(Picture, strength) });

        Assert.Equal(made, run.Latents.Count);
    }

    [Fact]
    public async Task Strength_near_zero_returns_nearly_the_picture_and_more_strength_less_of_it()
    {
        using var device = new Device(new DeviceSpec(DeviceKind.Cpu, 1));
        await using var engine = ImageEngine.Load(RepositoryRoot.File("onnx", "tinyworld"), device, TimeProvider.System);
        var request = new ImageRequest { Prompt = "a large red house on the left, sunset", Width = 128, Height = 128, InferenceSteps = 50, GuidanceScale = 1, Seed = 7, NoiseScheduler = "ddim" };
        var picture = (await engine.GenerateAsync(request with { InferenceSteps = 8 }, observer: null, CancellationToken.None)).Image;

        var again = new List<double>();
        foreach (double strength in (double[])[0.02, 0.2])
            again.Add(Decibels(picture, (await engine.GenerateAsync(request with { Source = new SourceImage(picture, strength) }, observer: null, CancellationToken.None)).Image));

        Assert.InRange(again[0], 25, 100);
        Assert.True(again[1] < again[0] - 1, $"{again[1]:0.0} dB at strength 0.2, {again[0]:0.0} dB at 0.02");
    }

    private static double Decibels(PixelImage first, PixelImage second)
    {
        double squares = 0;
        for (int i = 0; i < first.Rgba.Length; i++)
            squares += Math.Pow(first.Rgba[i] - second.Rgba[i], 2);
        return 10 * Math.Log10(255 * 255 * (0.75 * first.Rgba.Length) / squares);
    }
}
