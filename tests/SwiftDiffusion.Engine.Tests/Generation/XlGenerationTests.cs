using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Testing.TinyModels;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>What only models with two text encoders and size conditions have.</summary>
public sealed class XlGenerationTests(XlGenerationTests.XlEngine xl) : IClassFixture<XlGenerationTests.XlEngine>
{
    private static readonly SizeConditions Sizes = SizeConditions.Of(16, 16);

    public static TheoryData<SizeConditions> OtherSizes =>
    [
        Sizes with { Original = (512, 16) }, Sizes with { Original = (16, 512) }, Sizes with { Crop = (0, 64) }, Sizes with { Crop = (64, 0) }, Sizes with { Target = (512, 16) },
    ];

    [Fact]
    public async Task Sizes_are_the_requests_own_unless_told() =>
        Assert.Equal(await xl.Tiny.LatentsAsync(TinyEngine.Request), await xl.Tiny.LatentsAsync(TinyEngine.Request with { SizeConditions = Sizes }));

    [Theory]
    [MemberData(nameof(OtherSizes), DisableDiscoveryEnumeration = true)]
    public async Task Each_size_condition_changes_the_image(SizeConditions sizes) =>
        AssertDiffers(await xl.Tiny.LatentsAsync(TinyEngine.Request), await xl.Tiny.LatentsAsync(TinyEngine.Request with { SizeConditions = sizes }));

    [Fact]
    public async Task Absent_negative_prompt_is_zeros_and_an_empty_one_is_not() => AssertDiffers(
        await xl.Tiny.LatentsAsync(TinyEngine.Request with { NegativePrompt = null }), await xl.Tiny.LatentsAsync(TinyEngine.Request with { NegativePrompt = "" }));

    [Fact]
    public async Task Clip_skip_changes_the_image() =>
        AssertDiffers(await xl.Tiny.LatentsAsync(TinyEngine.Request), await xl.Tiny.LatentsAsync(TinyEngine.Request with { ClipSkip = 1 }));

    [Fact]
    public async Task Long_prompts_fill_equally_many_chunks_of_both_encoders()
    {
        float[] latents = await xl.Tiny.LatentsAsync(TinyEngine.Request with { Prompt = string.Join(' ', Enumerable.Repeat("a large red house", 40)) });

        Assert.All(latents, value => Assert.True(float.IsFinite(value)));
    }

    public sealed class XlEngine : IAsyncDisposable
    {
        public TinyEngine Tiny { get; } = new(TinyBundle.Xl);

        public ValueTask DisposeAsync() => Tiny.DisposeAsync();
    }
}
