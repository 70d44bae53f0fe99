using SwiftDiffusion.Engine.Generation;
using SwiftDiffusion.Engine.Prompts;
using Xunit;
using static SwiftDiffusion.Engine.Tests.Models.Closeness;

namespace SwiftDiffusion.Engine.Tests.Generation;

/// <summary>What of a prompt reaches the picture.</summary>
public sealed class PromptGenerationTests(TinyEngine tiny) : IClassFixture<TinyEngine>
{
    private static readonly PromptOptions Weighted = new(PromptSyntax.Weighted, LongPrompts.Chunk);

    private static readonly string Long = string.Join(' ', Enumerable.Repeat("red house blue tree white snow", 25));

    [Fact]
    public async Task Clip_skip_changes_the_image()
    {
        float[][] latents = [await tiny.LatentsAsync(TinyEngine.Request), await tiny.LatentsAsync(TinyEngine.Request with { ClipSkip = 1 }), await tiny.LatentsAsync(TinyEngine.Request with { ClipSkip = 2 })];

        AssertDiffers(latents[0], latents[1]);
        AssertDiffers(latents[1], latents[2]);
    }

    [Fact]
    public async Task Weights_change_the_image_only_in_weighted_notation()
    {
        float[] plain = await tiny.LatentsAsync(Prompt("a large red house", Weighted));

        AssertDiffers(plain, await tiny.LatentsAsync(Prompt("a large (red:1.6) house", Weighted)));
        Assert.Equal(plain, await tiny.LatentsAsync(Prompt("a large (red:1.0) house", Weighted)));
        Assert.Equal(plain, await tiny.LatentsAsync(TinyEngine.Request));
    }

    [Fact]
    public async Task End_of_a_long_prompt_counts_when_it_is_chunked()
    {
        float[] chunked = await tiny.LatentsAsync(Prompt(Long, Weighted));

        AssertDiffers(chunked, await tiny.LatentsAsync(Prompt($"{Long} dark night", Weighted)));
    }

    [Fact]
    public async Task End_of_a_long_prompt_is_cut_off_when_it_is_truncated()
    {
        var truncating = new PromptOptions(PromptSyntax.Plain, LongPrompts.Truncate);

        Assert.Equal(await tiny.LatentsAsync(Prompt(Long, truncating)), await tiny.LatentsAsync(Prompt($"{Long} dark night", truncating)));
    }

    [Fact]
    public async Task Long_negative_prompt_goes_with_a_short_prompt()
    {
        float[] latents = await tiny.LatentsAsync(TinyEngine.Request with { NegativePrompt = Long });

        AssertDiffers(latents, await tiny.LatentsAsync(TinyEngine.Request));
    }

    [Theory]
    [InlineData("")]
    [InlineData("日本の家 🏠 \u0000 \ud800")]
    public async Task Any_text_is_a_prompt(string text)
    {
        float[] latents = await tiny.LatentsAsync(Prompt(text, Weighted));

        Assert.All(latents, value => Assert.True(float.IsFinite(value)));
    }

    private static ImageRequest Prompt(string prompt, PromptOptions options) => TinyEngine.Request with { Prompt = prompt, PromptOptions = options };
}
