using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class ClosestNameTests
{
    [Theory]
    [InlineData("guidence_scale", "guidance_scale")]
    [InlineData("LORAS", "loras")]
    [InlineData("lora", "loras")]
    [InlineData("zebra", null)]
    [InlineData("", null)]
    public void A_name_a_few_edits_away_is_found(string name, string? expected) =>
        Assert.Equal(expected, ClosestName.Find(name, ["guidance_scale", "loras", "seed"]));

    [Fact]
    public void A_very_long_name_is_not_compared() => Assert.Null(ClosestName.Find(new string('a', 10_000), [new string('a', 9_999)]));
}
