using System.Diagnostics;
using SwiftDiffusion.Engine.Images;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Images;

public sealed class InfotextTests
{
    [Fact]
    public void Text_of_the_web_UI_is_read()
    {
        var text = Infotext.Parse(
            "masterpiece, a cat\nsecond line\nNegative prompt: dog,\nbird\n"
            + "Steps: 20, Sampler: DPM++ 2M, CFG scale: 7, Seed: 1, Size: 512x512, Lora hashes: \"a: 1, b: 2\", Version: v1.10.1\n");

        Assert.Equal("masterpiece, a cat\nsecond line", text.Prompt);
        Assert.Equal("dog,\nbird", text.NegativePrompt);
        Assert.Equal(["Steps", "Sampler", "CFG scale", "Seed", "Size", "Lora hashes", "Version"], text.Fields.Select(f => f.Key));
        Assert.Equal("a: 1, b: 2", text.Fields[5].Value);
    }

    [Fact]
    public void Without_three_fields_the_last_line_is_prompt()
    {
        var text = Infotext.Parse("a picture of\nSteps: 20, Sampler: none");

        Assert.Equal("a picture of\nSteps: 20, Sampler: none", text.Prompt);
        Assert.Empty(text.Fields);
    }

    [Fact]
    public void A_prompt_that_speaks_of_a_negative_prompt_is_not_split()
    {
        var text = new Infotext("a\nNegative prompt: b", "", [new("Steps", "1"), new("Seed", "2"), new("Size", "8x8")]);

        Assert.Equal(text.Prompt, Infotext.Parse(text.ToText()).Prompt);
        Assert.Equal("", Infotext.Parse(text.ToText()).NegativePrompt);
    }

    [Theory]
    [InlineData("\"never closed")]
    [InlineData("\"bad \\u12 escape\"")]
    public void Broken_quotes_stay_as_they_are(string value) =>
        Assert.Equal(value, Infotext.Parse($"Steps: 1, Seed: 2, Model: {value}").Fields[2].Value);

    [Fact]
    public void Reading_takes_time_in_proportion_to_the_length()
    {
        string[] hostile = [new('a', 200_000), string.Concat(Enumerable.Repeat("aa: \"", 40_000)), string.Concat(Enumerable.Repeat("a a", 60_000))];
        long start = Stopwatch.GetTimestamp();
        foreach (string text in hostile)
            _ = Infotext.Parse(text);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }
}
