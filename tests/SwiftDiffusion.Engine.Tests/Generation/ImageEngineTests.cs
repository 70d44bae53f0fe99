using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.NoiseSchedulers;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Generation;

public sealed class ImageEngineTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    public static TheoryData<string> NoiseSchedulers => [.. NoiseSchedulerCatalog.Names];

    [Fact]
    public async Task Same_request_makes_the_same_image() => Assert.Equal(await tiny.PictureAsync(TinyEngine.Request), await tiny.PictureAsync(TinyEngine.Request));

    [Fact]
    public async Task Another_seed_makes_another_image() =>
        AssertDiffers(await tiny.LatentsAsync(TinyEngine.Request), await tiny.LatentsAsync(TinyEngine.Request with { Seed = 8 }));

    [Fact]
    public async Task Another_prompt_makes_another_image() =>
        AssertDiffers(await tiny.LatentsAsync(TinyEngine.Request), await tiny.LatentsAsync(TinyEngine.Request with { Prompt = "snow" }));

    [Fact]
    public async Task Requests_side_by_side_make_the_images_they_make_alone()
    {
        ImageRequest[] requests = [.. Enumerable.Range(0, 4).Select(i => TinyEngine.Request with { Seed = (ulong)i, NoiseScheduler = "euler-ancestral" })];
        var alone = new List<byte[]>();
        foreach (var request in requests)
            alone.Add(await tiny.PictureAsync(request));

        Assert.Equal(alone, await Task.WhenAll(requests.Select(tiny.PictureAsync)));
    }

    [Fact]
    public async Task Requests_at_the_same_time_end_as_they_do_alone()
    {
        ImageRequest[] requests = [.. Enumerable.Range(1, 6).Select(i => TinyEngine.Request with { Seed = (ulong)i, InferenceSteps = 2 + i })];
        var alone = new List<float[]>();
        foreach (var request in requests)
            alone.Add(await tiny.LatentsAsync(request));

        float[][] together = await Task.WhenAll(requests.Select(tiny.LatentsAsync));

        for (int i = 0; i < requests.Length; i++)
            Assert.InRange(alone[i].Zip(together[i], (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4f);
    }

    [Theory]
    [MemberData(nameof(NoiseSchedulers))]
    public async Task Every_noise_scheduler_makes_an_image(string name)
    {
        var run = await tiny.RecordAsync(TinyEngine.Request with { NoiseScheduler = name, InferenceSteps = 4 });

        Assert.InRange(run.Latents.Count, 4, 13);
        Assert.All(run.Latents[^1], value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public async Task Picture_has_the_size_asked_for()
    {
        var result = await tiny.Engine.GenerateAsync(TinyEngine.Request with { Width = 26, Height = 18 }, observer: null, CancellationToken.None);

        Assert.Equal((26, 18), (result.Image.Width, result.Image.Height));
        Assert.Equal((26, 18), (result.Parameters.Width, result.Parameters.Height));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0f)]
    public async Task Without_guidance_only_the_conditional_row_is_computed(float guidanceScale)
    {
        var guided = await tiny.RecordAsync(TinyEngine.Request);
        var plain = await tiny.RecordAsync(TinyEngine.Request with { GuidanceScale = guidanceScale });

        Assert.All(plain.Outputs, output => Assert.Equal(guided.Outputs[0].Length / 2, output.Length));
        AssertClose(guided.Outputs[0][(guided.Outputs[0].Length / 2)..], plain.Outputs[0], 1e-5);
    }

    [Fact]
    public async Task Guidance_barely_above_one_approaches_the_conditional_image() => AssertClose(
        await tiny.LatentsAsync(TinyEngine.Request with { GuidanceScale = 1 }), await tiny.LatentsAsync(TinyEngine.Request with { GuidanceScale = 1.000001f }), 1e-4);

    [Fact]
    public async Task Guidance_rescale_changes_a_guided_image() =>
        AssertDiffers(await tiny.LatentsAsync(TinyEngine.Request), await tiny.LatentsAsync(TinyEngine.Request with { GuidanceRescale = 0.7f }));
}
