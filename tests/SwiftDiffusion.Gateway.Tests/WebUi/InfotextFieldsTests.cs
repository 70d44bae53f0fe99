using SwiftDiffusion.Gateway.WebUi;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class InfotextFieldsTests
{
    [Fact]
    public void A_text_is_taken_apart_as_the_web_UI_shows_it()
    {
        var fields = InfotextFields.Read("a red\nhouse\nNegative prompt: tree,\nfog\nSteps: 20, Sampler: Euler a, Size: 512x768, Hashes: \"a: 1, b: 2\"");
        Assert.Equal(("a red\nhouse", "tree,\nfog"), (fields["Prompt"], fields["Negative prompt"]));
        Assert.Equal(("20", "Euler a", "512", "768", "a: 1, b: 2"), (fields["Steps"], fields["Sampler"], fields["Size-1"], fields["Size-2"], fields["Hashes"]));
    }

    [Theory]
    [InlineData("just a prompt", "just a prompt")]
    [InlineData("a: 1, b: 2", "a: 1, b: 2")]
    [InlineData("\"\\u", "\"\\u")]
    public void A_text_without_a_line_of_fields_is_all_prompt(string text, string prompt) =>
        Assert.Equal(prompt, InfotextFields.Read(text)["Prompt"]);

    [Fact]
    public void No_text_has_no_fields() => Assert.Empty(InfotextFields.Read(""));
}
