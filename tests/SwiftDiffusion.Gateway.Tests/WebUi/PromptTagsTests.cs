using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class PromptTagsTests
{
    [Theory]
    [InlineData("<lora:pixelart>", 1)]
    [InlineData("<lora:pixelart:0.5>", 0.5)]
    [InlineData("<lyco:pixelart:-1>", -1)]
    [InlineData("<lora:pixelart:0.5:0.5>", 0.5)]
    [InlineData("<lora:pixelart:te=0.5:unet=0.5>", 0.5)]
    [InlineData("<lora:pixelart:te=0.5>", 0.5)]
    public void A_tag_attaches_a_LoRA_and_leaves_the_prompt(string tag, double scale)
    {
        var job = WebUiParsing.Valid($$"""{"prompt":"a {{tag}}b"}""").Job;
        Assert.Equal("a b", job.Prompt);
        Assert.Equal([new LoraReference("pixelart", scale)], job.Loras);
    }

    [Theory]
    [InlineData("<lora:pixelat:1>", "most likely pixelart")]
    [InlineData("<lora:../../etc/passwd>", "accepted: watercolor, pixelart")]
    [InlineData("<hypernet:x:1>", "the kinds lora and lyco")]
    [InlineData("<lora:pixelart:1:0.5>", "the same for text encoder and UNet")]
    [InlineData("<lora:pixelart:unet=0.5>", "the same for text encoder and UNet")]
    [InlineData("<lora:pixelart:1:1:4>", "one weight")]
    [InlineData("<lora:pixelart:NaN>", "one weight")]
    [InlineData("<lora:pixelart:11>", "one weight")]
    public void A_tag_that_cannot_be_used_is_refused(string tag, string message)
    {
        var problem = Assert.Single(WebUiParsing.Refused($$"""{"prompt":"{{tag}}"}""").Problems);
        Assert.Equal("prompt", problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_are_bounded() =>
        Assert.Contains("3 tags", Assert.Single(WebUiParsing.Refused("""{"prompt":"<l:a><l:a><l:a>"}""").Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_negative_prompt_has_no_tags() =>
        Assert.Equal("<lora:x:1>", WebUiParsing.Valid("""{"negative_prompt":"<lora:x:1>"}""").Job.NegativePrompt);
}
